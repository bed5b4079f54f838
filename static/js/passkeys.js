// allauth asks the browser for the passkey; what went wrong there is said beside the button.
"use strict";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const failed of document.querySelectorAll("[data-passkey-failed]")) failed.hidden = false;
});
