// What somebody types or chooses while an answer of the server is on its way stays: the answer brings parts of the
// page anew, with what stood in their fields when it was asked for.
"use strict";

(() => {
  const requests = new WeakMap(); // of each what stood in the fields as it was sent, then what to keep of them

  const FIELDS = "main :is(input, select, textarea):not([type=hidden], [type=file])";
  const fields = () => [...document.querySelectorAll(FIELDS)];
  const isChoice = ({ type }) => type === "checkbox" || type === "radio";
  const nameOf = (field) => (isChoice(field) ? `${field.name}=${field.value}` : field.id || field.name);
  const stateOf = (field) => (isChoice(field) ? String(field.checked) : field.value);
  const firstState = (field) => (isChoice(field) ? String(field.defaultChecked) : field.defaultValue);

  function fill(field, state) {
    if (isChoice(field)) field.checked = state === "true";
    else if (!field.options || [...field.options].some((option) => option.value === state)) field.value = state;
  }

  // What it would have asked the server for went with the field that was replaced.
  function askAgain(field) {
    const tell = (name) => field.dispatchEvent(new Event(name, { bubbles: true }));
    if (field.type === "search") tell("search");
    else if (field === document.activeElement) field.addEventListener("blur", () => tell("change"), { once: true });
    else tell("change");
  }

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const sent = new Map(fields().map((field) => [nameOf(field), stateOf(field)]));
    requests.set(detail.xhr, { sent, typed: [], kept: [] });
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const request = requests.get(detail.xhr);
    if (!request || detail.target === document.body) return; // that is another page
    request.typed = fields()
      .filter((field) => stateOf(field) !== (request.sent.get(nameOf(field)) ?? firstState(field)))
      .map((field) => ({
        field,
        state: stateOf(field),
        caret: field === document.activeElement ? [field.selectionStart, field.selectionEnd] : [null],
      }));
  });

  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const request = requests.get(detail.xhr);
    if (!request) return;
    const present = new Map(fields().map((field) => [nameOf(field), field]));
    for (const { field, state, caret } of request.typed.splice(0)) {
      const successor = !field.isConnected && present.get(nameOf(field));
      if (!successor || successor.disabled) continue;
      fill(successor, state);
      if (caret[0] !== null) successor.setSelectionRange(...caret);
      request.kept.push(successor);
    }
  });

  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    requests.get(detail.xhr)?.kept.splice(0).forEach(askAgain);
  });
})();
