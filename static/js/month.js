// Conveniences of the month's list: how many are ticked, and a tick for the line where something is typed.
// Without them the list works all the same.
"use strict";

(() => {
  function show() {
    const form = document.getElementById("month");
    const count = form?.querySelector("[data-picked-count]");
    if (count) count.textContent = ` (${form.querySelectorAll("[name^=pick-]:checked").length})`;
  }

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.id !== "month") return;
    const pk = /^(?:date|members_[a-z]+)-(\d+)$/.exec(event.target.name || "")?.[1];
    const pick = pk && form.elements[`pick-${pk}`];
    if (pick && event.target.value) pick.checked = true;
    show();
  });
  // The filters bring a new list.
  document.addEventListener("htmx:afterSettle", show);
  window.addEventListener("pageshow", show);
})();
