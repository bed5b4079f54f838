// The lines of a form set: added from a template, moved up and down, numbered in the order they stand in.
"use strict";

document.querySelectorAll("[data-lines]:not([data-frozen])").forEach((set) => {
  const prefix = set.dataset.lines;
  const total = set.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const template = set.querySelector("template");
  const add = set.querySelector("[data-add]");

  const lines = () => [...set.querySelectorAll("[data-line]")];
  const field = (line, name) => line?.querySelector(`[name$="-${name}"]`);

  // Asked only where it says something; what stands in a field is never hidden.
  const hideUnless = (line, part, isAsked) => {
    const place = line.querySelector(part);
    if (!place) return;
    place.hidden = !isAsked && !place.querySelector("input, textarea").value && !place.querySelector("[data-error-of]");
  };

  // Levels, and no points, of a line of levels; the section's maximum on its first line.
  const showAsked = () => {
    const seen = new Set();
    for (const line of lines()) {
      const kind = field(line, "kind")?.value;
      const section = field(line, "section")?.value.trim();
      hideUnless(line, "[data-of-levels]", kind === "levels");
      hideUnless(line, "[data-of-points]", kind !== "levels");
      hideUnless(line, "[data-of-section]", !seen.has(section));
      seen.add(section);
    }
  };

  const number = () => {
    lines().forEach((line, index) => {
      const order = field(line, "ORDER");
      if (order) order.value = index + 1;
    });
  };

  const show = () => set.querySelectorAll("[data-up], [data-down]").forEach((button) => { button.hidden = false; });

  const addLine = () => {
    const before = field(lines().at(-1), "section");
    const html = template.innerHTML.replaceAll("__prefix__", total.value);
    template.insertAdjacentHTML("beforebegin", html);
    total.value = Number(total.value) + 1;
    const added = lines().at(-1);
    // Most lines belong to the section of the one above.
    const section = field(added, "section");
    if (section && before) section.value = before.value;
    show();
    number();
    showAsked();
    focusLine(added);
  };

  const focusLine = (line) => {
    const section = field(line, "section");
    const first = section && !section.value ? section : field(line, "text") || field(line, "label");
    first.focus();
  };

  add.hidden = false;
  show();
  showAsked();
  set.addEventListener("change", showAsked);
  add.addEventListener("click", addLine);

  // Enter goes on to the next line, as in a table; it does not send the page.
  set.addEventListener("keydown", (event) => {
    const line = event.target.closest("[data-line]");
    if (event.key !== "Enter" || event.isComposing || !line || !event.target.matches("input:not([type=checkbox])")) return;
    event.preventDefault();
    const all = lines();
    const next = all[all.indexOf(line) + 1];
    const section = field(next, "section");
    if (section && !section.value) section.value = field(line, "section").value;
    if (next) focusLine(next);
    else addLine();
    showAsked();
  });

  // A table pasted into one criterion is many lines: it goes where those are taken. One pasted into levels is levels.
  const pasted = set.querySelector('[name="pasted"]');
  set.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain").trim() || "";
    const { target } = event;
    if (!pasted || target === pasted || !text.includes("\t")) return;
    if (target.matches('[name$="-levels"]')) {
      event.preventDefault();
      target.setRangeText(text.replace(/[ \t]*\t[ \t]*/g, " | "), target.selectionStart, target.selectionEnd, "end");
      target.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (text.includes("\n")) {
      event.preventDefault();
      pasted.closest("details").open = true;
      pasted.value = [pasted.value.trimEnd(), text].filter(Boolean).join("\n");
      pasted.focus();
    }
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
    showAsked();
    (up || down).focus();
  });

  set.closest("form").addEventListener("submit", number);
});
