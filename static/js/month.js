// Conveniences of the month's list: how many are ticked, and a tick for the line whose date is typed.
// Without them the list works all the same.
"use strict";

(() => {
  const form = document.getElementById("month");
  if (!form) return;
  const count = form.querySelector("[data-picked-count]");
  const picks = () => form.querySelectorAll("input[type=checkbox][name^=pick-]");

  function show() {
    if (count) count.textContent = ` (${[...picks()].filter((pick) => pick.checked).length})`;
  }

  form.addEventListener("change", (event) => {
    const pk = /^date-(\d+)$/.exec(event.target.name || "")?.[1];
    const pick = pk && form.elements[`pick-${pk}`];
    if (pick && event.target.value) pick.checked = true;
    show();
  });
  show();
})();
