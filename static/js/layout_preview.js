// A layout's first page, to scale: drawn anew from the fields beside it with every change.
"use strict";

(() => {
  const MILLIMETRES = ["margin_top", "margin_bottom", "margin_left", "margin_right", "first_line_indent"];
  const POINT = 25.4 / 72; // millimetres
  const LINE = 1.15; // height of a single line of Times, of its size

  function draw(form, preview) {
    const field = (name) => form.elements[name];
    const value = (name) => (field(name).type === "checkbox" ? (field(name).checked ? "on" : "") : field(name).value);
    const number = (name) => Number(value(name).trim().replace(",", ".")) || 0;
    const page = preview.querySelector(".layout-page");

    for (const name of MILLIMETRES) page.style.setProperty(`--${name.replaceAll("_", "-")}`, number(name));
    page.style.setProperty("--space-before", number("space_before") * POINT);
    const spacing = number("line_spacing");
    page.style.setProperty("--line", (value("line_rule") === "exactly" ? spacing : spacing * 14 * LINE) * POINT);

    for (const part of preview.querySelectorAll("[data-if]")) {
      const [name, wanted] = part.dataset.if.split("=");
      part.hidden = value(name) !== wanted;
    }
    for (const part of preview.querySelectorAll("[data-bold]")) {
      part.classList.toggle("is-bold", value(part.dataset.bold) === "on");
    }
    for (const part of preview.querySelectorAll("[data-underlined]")) {
      part.classList.toggle("is-underlined", value(part.dataset.underlined) === "on");
    }
    for (const part of preview.querySelectorAll("[data-text]")) part.textContent = value(part.dataset.text);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const preview = document.querySelector("[data-layout-preview]");
    const form = document.getElementById("id_line_spacing")?.form;
    if (!preview || !form) return;
    preview.hidden = false;
    form.addEventListener("input", () => draw(form, preview));
    form.addEventListener("change", () => draw(form, preview));
    draw(form, preview);
  });
})();
