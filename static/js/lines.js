// The lines of a form set: added from a template, moved up and down, numbered in the order they stand in.
"use strict";

document.querySelectorAll("[data-lines]:not([data-frozen])").forEach((set) => {
  const prefix = set.dataset.lines;
  const total = set.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const template = set.querySelector("template");
  const add = set.querySelector("[data-add]");

  const lines = () => [...set.querySelectorAll("[data-line]")];

  // Levels are asked of a line of levels only; what stands in them is never hidden.
  const showLevels = (line) => {
    const part = line.querySelector("[data-of-levels]");
    if (!part) return;
    const kind = line.querySelector('[name$="-kind"]').value;
    part.hidden = kind !== "levels" && !part.querySelector("textarea").value;
  };

  const number = () => {
    lines().forEach((line, index) => {
      const order = line.querySelector('[name$="-ORDER"]');
      if (order) order.value = index + 1;
    });
  };

  const show = () => set.querySelectorAll("[data-up], [data-down]").forEach((button) => { button.hidden = false; });

  add.hidden = false;
  show();
  lines().forEach(showLevels);
  set.addEventListener("change", (event) => {
    const line = event.target.closest("[data-line]");
    if (line) showLevels(line);
  });
  add.addEventListener("click", () => {
    const before = lines().at(-1)?.querySelector('[name$="-section"]');
    const html = template.innerHTML.replaceAll("__prefix__", total.value);
    template.insertAdjacentHTML("beforebegin", html);
    total.value = Number(total.value) + 1;
    show();
    number();
    showLevels(lines().at(-1));
    // Most lines belong to the section of the one above.
    const section = lines().at(-1).querySelector('[name$="-section"]');
    if (section && before) section.value = before.value;
    lines().at(-1).querySelector("input:not([type=hidden]), textarea").focus();
  });

  set.addEventListener("click", (event) => {
    const up = event.target.closest("[data-up]");
    const down = event.target.closest("[data-down]");
    if (!up && !down) return;
    const line = event.target.closest("[data-line]");
    const all = lines();
    const other = all[all.indexOf(line) + (up ? -1 : 1)];
    if (!other) return;
    if (up) other.before(line); else other.after(line);
    number();
    (up || down).focus();
  });

  set.closest("form").addEventListener("submit", number);
});
