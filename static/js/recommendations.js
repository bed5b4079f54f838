// A blank line for a recommendation whenever one is asked for.
// Without scripts the page holds two blank ones from the start.
"use strict";

(() => {
  const section = document.querySelector("[data-recommendations]");
  if (!section) return;
  const add = section.querySelector("[data-add]");
  const blanks = section.querySelectorAll("[data-blank]");
  // Copied before other scripts put anything into it.
  const model = blanks[0].cloneNode(true);
  for (const row of blanks) row.remove();
  let number = 0;

  function append({ asked = true } = {}) {
    const row = model.cloneNode(true);
    number += 1;
    for (const field of row.querySelectorAll("[name]")) {
      const part = /_(text|responsible|due_on)$/.exec(field.name)[1];
      const id = `id_recommendation_added${number}_${part}`;
      row.querySelector(`[for="${field.id}"]`).htmlFor = id;
      field.name = `recommendation_added${number}_${part}`;
      field.id = id;
    }
    add.before(row);
    // As htmx says it of what it adds: the calendar of date fields listens.
    row.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: row } }));
    if (asked) row.querySelector("textarea").focus();
  }

  add.hidden = false;
  add.addEventListener("click", () => append());
  // kept.js fills in what was typed before: into as many lines as there were.
  section.closest("form").addEventListener("kept:restore", (event) => {
    const numbers = event.detail.map((name) => Number(/^recommendation_added(\d+)_/.exec(name)?.[1] ?? 0));
    while (number < Math.max(0, ...numbers)) append({ asked: false });
  });
})();
