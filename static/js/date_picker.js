// A small calendar beside every field for a date, the same in every browser, worked by keyboard as well:
// arrows move by days and weeks, Page Up and Page Down by months, Home and End within the week,
// Enter chooses, Escape closes. Without it the field is a plain text box, which it stays anyway.
"use strict";

(() => {
  const language = document.documentElement.lang || "vi";
  const monthName = new Intl.DateTimeFormat(language, { month: "long", year: "numeric" });
  const dayName = new Intl.DateTimeFormat(language, { weekday: "short" });
  const fullDate = new Intl.DateTimeFormat(language, { dateStyle: "full" });
  const steps = {
    ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7,
  };

  let dialog, title, grid, field, shown;

  const add = (date, days) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
  const same = (a, b) => a && b && a.toDateString() === b.toDateString();
  const weekday = (date) => (date.getDay() + 6) % 7; // Monday first

  function addMonths(date, months) {
    const last = new Date(date.getFullYear(), date.getMonth() + months + 1, 0).getDate();
    return new Date(date.getFullYear(), date.getMonth() + months, Math.min(date.getDate(), last));
  }

  function read(text) {
    const match = /^\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})\s*$/.exec(text) ||
      /^\s*(\d{2})(\d{2})(\d{4}|\d{2})\s*$/.exec(text);
    if (!match) return null;
    const [day, month, year] = match.slice(1).map(Number);
    const date = new Date(year < 100 ? 2000 + year : year, month - 1, day);
    return date.getMonth() === month - 1 ? date : null;
  }

  function write(date) {
    const two = (number) => String(number).padStart(2, "0");
    return `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`;
  }

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function build() {
    title = element("h2", { class: "h6 mb-0", id: "calendar-title", "aria-live": "polite" });
    const turn = (months, sign, label) => {
      const button = element("button", { type: "button", class: "btn btn-outline-secondary", "aria-label": label }, sign);
      button.addEventListener("click", () => show(addMonths(shown, months)));
      return button;
    };
    grid = element("table", { class: "calendar-grid", role: "grid", "aria-labelledby": "calendar-title" });
    const texts = field.dataset;
    const close = element("button", { type: "button", class: "btn btn-link" }, texts.calendarClose);
    close.addEventListener("click", () => dialog.close());
    const now = element("button", { type: "button", class: "btn btn-outline-secondary" }, texts.calendarToday);
    now.addEventListener("click", () => choose(new Date()));
    dialog = element(
      "dialog", { class: "calendar border rounded shadow p-3", "aria-labelledby": "calendar-title" },
      element("div", { class: "d-flex justify-content-between align-items-center gap-2 mb-2" },
        turn(-1, "‹", texts.calendarPrevious), title, turn(1, "›", texts.calendarNext)),
      grid,
      element("div", { class: "d-flex justify-content-between mt-2" }, now, close),
    );
    dialog.addEventListener("keydown", onKey);
    dialog.addEventListener("close", () => field.focus());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
  }

  function show(date, focus = false) {
    shown = date;
    title.textContent = monthName.format(date);
    const monday = add(new Date(2024, 0, 1), 0);
    const head = element("tr", {}, ...[0, 1, 2, 3, 4, 5, 6].map((i) =>
      element("th", { scope: "col" }, dayName.format(add(monday, i)))));
    const first = new Date(date.getFullYear(), date.getMonth(), 1);
    const chosen = read(field.value);
    const rows = [];
    for (let day = add(first, -weekday(first)); rows.length === 0 || day.getMonth() === date.getMonth(); day = add(day, 7)) {
      rows.push(element("tr", {}, ...[0, 1, 2, 3, 4, 5, 6].map((i) => dayCell(add(day, i), date, chosen))));
    }
    grid.replaceChildren(element("thead", {}, head), element("tbody", {}, ...rows));
    if (focus) grid.querySelector("[tabindex='0']").focus();
  }

  function dayCell(day, month, chosen) {
    if (day.getMonth() !== month.getMonth()) return element("td");
    const button = element("button", {
      type: "button", class: "btn calendar-day", tabindex: same(day, month) ? "0" : "-1", "aria-label": fullDate.format(day),
    }, String(day.getDate()));
    if (same(day, chosen)) button.setAttribute("aria-current", "true");
    if (same(day, new Date())) button.classList.add("fw-bold");
    button.addEventListener("click", () => choose(day));
    return element("td", {}, button);
  }

  function onKey(event) {
    if (!event.target.classList.contains("calendar-day")) return;
    let day = null;
    if (event.key in steps) day = add(shown, steps[event.key]);
    else if (event.key === "PageUp") day = addMonths(shown, -1);
    else if (event.key === "PageDown") day = addMonths(shown, 1);
    else if (event.key === "Home") day = add(shown, -weekday(shown));
    else if (event.key === "End") day = add(shown, 6 - weekday(shown));
    if (!day) return;
    event.preventDefault();
    show(day, true);
  }

  function choose(day) {
    field.value = write(day);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    dialog.close();
  }

  function open(input) {
    field = input;
    if (!dialog) build();
    dialog.showModal();
    show(read(field.value) || new Date(), true);
  }

  const ICON = "M3.5 0v1H1a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1V2a1 1 0 0 0-1-1h-2.5V0h-1v1h-7V0zM1 5h14v10H1z";

  function enhance(root) {
    for (const input of root.querySelectorAll("input[data-calendar]")) {
      if (input.dataset.calendar === "on") continue;
      input.dataset.calendar = "on";
      const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      for (const [key, value] of Object.entries({ viewBox: "0 0 16 16", width: 16, height: 16, fill: "currentColor", "aria-hidden": "true" })) icon.setAttribute(key, value);
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", ICON);
      icon.append(path);
      const button = element("button", { type: "button", class: "btn btn-outline-secondary", "aria-label": input.dataset.calendarOpen }, icon);
      button.addEventListener("click", () => open(input));
      const group = element("div", { class: "input-group has-validation" });
      // Bootstrap shows what is wrong with a field only right behind it.
      const feedback = [...input.parentNode.children].filter((other) => other.classList.contains("invalid-feedback"));
      input.replaceWith(group);
      group.append(input, button, ...(input.classList.contains("is-invalid") ? feedback : []));
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    enhance(document);
    document.body.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
  });
})();
