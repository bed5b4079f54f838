// What is wrong with a form: asked of the browser before the form waits on this device, and read from the answer
// of the server, which nobody sees, to what waited.
"use strict";

window.offline.slips = (() => {
  const { words } = window.offline;
  const LINES = 3, LETTERS = 300;

  // As a person reads it: without the star of what is required.
  function written(element) {
    if (!element) return "";
    const copy = element.cloneNode(true);
    for (const extra of copy.querySelectorAll(".asteriskField, .badge, a")) extra.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
  }

  // --- before it waits ---

  const isChoice = (field) => ["radio", "checkbox"].includes(field.type);

  function note(field) {
    const box = isChoice(field) ? field.closest("fieldset") ?? field.parentElement : field.parentElement;
    const label = isChoice(field) ? box.querySelector("legend") : field.labels?.[0];
    const text = field.validity.valueMissing ? words.missing : words.wrong;
    const made = document.createElement("div");
    Object.assign(made, { id: `${field.name}_slip`, className: "invalid-feedback d-block" });
    made.textContent = text.replace("{}", written(label));
    made.dataset.slip = field.name;
    box.append(made);
    field.classList.add("is-invalid");
    field.setAttribute("aria-invalid", "true");
    const described = field.getAttribute("aria-describedby");
    field.setAttribute("aria-describedby", described ? `${described} ${made.id}` : made.id);
  }

  function clear(form, name) {
    for (const old of form.querySelectorAll("[data-slip]")) {
      if (name !== undefined && old.dataset.slip !== name) continue;
      for (const field of form.querySelectorAll(`[aria-describedby~="${old.id}"]`)) {
        field.classList.remove("is-invalid");
        field.removeAttribute("aria-invalid");
        field.setAttribute("aria-describedby", field.getAttribute("aria-describedby").replace(old.id, "").trim());
      }
      old.remove();
    }
  }

  // Says beside each field what the browser finds wrong with it, as the server cannot; the first of these fields.
  function firstWrong(form) {
    clear(form);
    const wrong = [...form.elements].filter((field) => field.willValidate && !field.validity.valid);
    const first = new Map([...wrong].reverse().map((field) => [field.name, field])); // of radio buttons one
    for (const field of first.values()) note(field);
    return wrong[0];
  }

  for (const event of ["input", "change"]) {
    document.addEventListener(event, ({ target }) => {
      if (target.form && target.name) clear(target.form, target.name);
    });
  }

  // --- after it was sent ---

  function inOneLine(page, error) {
    const text = written(error), id = error.id.replace(/_error$/, "");
    const label = written(page.querySelector(`label[for="${CSS.escape(id)}"]`) ??
      error.closest("fieldset")?.querySelector("legend"));
    return !label || text.includes(label) ? text : `${label}: ${text}`;
  }

  function onPage(page) {
    const main = page.querySelector("main") ?? page.body;
    if (main.querySelector("[name=differing]")) {
      return words.twoEditors.replace("{}", [...main.querySelectorAll("form legend")].map(written).join(", "));
    }
    const beside = [...main.querySelectorAll("form .invalid-feedback, form .text-danger")];
    const lines = beside.map((error) => inOneLine(main, error)).filter((line) => line !== "");
    if (!lines.length) lines.push(...[...main.querySelectorAll(".alert-danger")].map(written));
    return [...new Set(lines)].slice(0, LINES).join(" · ").slice(0, LETTERS);
  }

  // In a few words, why the server did not save.
  async function told(response) {
    if (response.status === 403) return words.notAllowed;
    if (response.status === 404) return words.notThere;
    if (response.status !== 422) return words.serverError;
    try {
      return onPage(new DOMParser().parseFromString(await response.text(), "text/html"));
    } catch {
      return "";
    }
  }

  return { written, firstWrong, told };
})();
