// Conveniences of every form.
"use strict";

// Of what leads away from a form that somebody has begun.
document.addEventListener("submit", (event) => {
  const { asks } = event.target.dataset;
  if (asks && window.offline?.isUntouched?.() === false && !confirm(asks)) event.preventDefault();
});

// A second press of a button while the first is on its way is dropped; the server would drop it too.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
  } else {
    form.dataset.sent = "1";
  }
});

// Back from the next page, the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// What is typed to look for a choice chooses nothing yet: a filter is sent by what is chosen.
document.addEventListener(
  "change",
  (event) => {
    if (event.target.matches?.("[data-searches]")) event.stopPropagation();
  },
  true,
);

// Enter among the words looked for looks for them.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("[data-searches]")) return;
  event.preventDefault();
  htmx.trigger(event.target, "search");
});

// On a phone the filters stay unfolded while one after the other is chosen.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.requestConfig?.elt.id === "filters") document.getElementById("filters")?.classList.add("show");
});

// Where a long form came back, one stands in the first field that is missing or wrong.
const mistakes = document.querySelector("[data-mistakes]:not([data-refused])");
if (mistakes) {
  // The way that a part of the form was sent before does not lead past them.
  history.replaceState(history.state, "", location.pathname + location.search);
  document.getElementById(mistakes.querySelector("a").hash.slice(1))?.focus();
}

// What was said of a field is about what stood in it before.
document.addEventListener("input", ({ target }) => {
  if (!target.id) return;
  document.querySelectorAll(`[data-error-of="${CSS.escape(target.id)}"]`).forEach((error) => error.remove());
  target.classList.remove("is-invalid");
  target.removeAttribute("aria-invalid");
});
