// Conveniences of the month's list: how many are ticked, nothing to send while that is none, and a tick for
// the line where something is typed. Without them the list works all the same.
"use strict";

(() => {
  function show() {
    const form = document.getElementById("month");
    const count = form?.querySelector("[data-picked-count]");
    if (!count) return;
    const picked = form.querySelectorAll("[name^=pick-]:checked").length;
    count.textContent = `(${picked})`;
    count.closest("button").disabled = !picked;
  }

  function tell(event) {
    const form = event.target.form;
    if (form?.id !== "month") return;
    const pk = /^(?:date|members_[a-z]+)-(\d+)$/.exec(event.target.name || "")?.[1];
    const pick = pk && form.elements[`pick-${pk}`];
    if (pick && event.target.value) pick.checked = true;
    show();
  }
  document.addEventListener("change", tell);
  // While typing still: a button that wakes up only when the field is left would miss the first press.
  document.addEventListener("input", tell);
  // The filters bring a new list.
  document.addEventListener("htmx:afterSettle", show);
  window.addEventListener("pageshow", show);
})();
