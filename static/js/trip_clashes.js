// Whoever picks a month or a name means to have it: tick the choice it belongs to.
"use strict";

document.addEventListener("change", (event) => {
  const picks = event.target.closest("[data-picks]");
  if (picks) document.getElementById(picks.dataset.picks).checked = true;
});
