// What is typed into a form marked `data-keep` stays on this device until the server says that it is saved,
// and is offered when the form is opened again. Never filled in unasked.
"use strict";

(() => {
  const { words, user, isOwner, waiting, moment, readDraft, writeDraft, removeDraft } = window.offline;
  const form = document.querySelector("form[data-keep]");
  if (!form || user === "") return;
  const path = new URL(form.action).pathname; // the form may come back on another page, to be looked at
  let offer = null; // the draft of an earlier time, as long as it is neither restored nor dropped
  let untouched = "";

  const shown = (field) => field.name && !["hidden", "file", "submit", "button"].includes(field.type);

  function typed() {
    const names = new Set([...form.elements].filter(shown).map((field) => field.name));
    return [...new FormData(form)].filter(([name, value]) => names.has(name) && typeof value === "string");
  }

  // What radio buttons say that the server found while searching: the page opened later has none of them.
  function options() {
    return [...form.querySelectorAll("[data-keep-options] input:checked")].map((input) => [
      input.name, input.value, input.labels[0]?.innerText ?? input.value,
    ]);
  }

  function keep() {
    const now = typed();
    if (JSON.stringify(now) === untouched) {
      if (offer) writeDraft(path, offer); else removeDraft(path);
      return;
    }
    writeDraft(path, {
      at: Date.now(),
      key: form.form_key.value,
      version: form.version.value,
      typed: now,
      options: options(),
      earlier: offer,
    });
  }

  // --- filling it in again ---

  function fill(fields, values) {
    const changed = [];
    for (const field of fields) {
      const before = [field.checked, field.value].join();
      const wanted = values.get(field.name) ?? [];
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = wanted.includes(field.value);
      } else if (values.has(field.name)) {
        field.value = wanted[0];
      }
      if (before !== [field.checked, field.value].join()) changed.push(field);
    }
    return changed;
  }

  function addOptions(chosen) {
    for (const [name, value, label] of chosen) {
      if ([...form.elements].some((field) => field.name === name && field.value === value)) continue;
      const line = document.createElement("div");
      line.className = "form-check py-1";
      line.innerHTML = '<label><input class="form-check-input" type="radio"> <span></span></label>';
      Object.assign(line.querySelector("input"), { name, value });
      line.querySelector("span").textContent = label;
      form.querySelector(`[data-keep-options="${name}"]`)?.prepend(line);
    }
  }

  function restore(draft) {
    const values = new Map();
    for (const [name, value] of draft.typed) values.set(name, [...(values.get(name) ?? []), value]);
    // Scripts that add lines to a form add those that are missing.
    form.dispatchEvent(new CustomEvent("kept:restore", { bubbles: true, detail: [...values.keys()] }));
    addOptions(draft.options ?? []);
    form.form_key.value = draft.key;
    form.version.value = draft.version;
    const changed = fill([...form.elements].filter(shown), values);
    for (const field of changed) field.closest("details")?.setAttribute("open", "");
    const asked = new Set(); // parts of the page that the server makes anew
    for (const field of changed) {
      const part = field.getAttribute("hx-target");
      if (!part || field.type === "search") {
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      if (!part) field.dispatchEvent(new Event("change", { bubbles: true }));
      if (!part || asked.has(part)) continue;
      asked.add(part);
      field.dispatchEvent(new Event(field.type === "search" ? "search" : "change", { bubbles: true }));
    }
    form.addEventListener("htmx:afterSettle", (event) => {
      if (asked.delete(event.detail.target.id && `#${event.detail.target.id}`)) {
        fill([...form.elements].filter(shown), values);
        keep();
      }
    });
  }

  // --- offering it ---

  async function show(draft) {
    offer = draft;
    const waits = (await waiting()).some((entry) => entry.key === draft.key);
    const box = document.createElement("div");
    box.className = "alert alert-warning d-flex flex-wrap align-items-center gap-2";
    box.setAttribute("role", "status");
    box.dataset.kept = "";
    const text = document.createElement("span");
    text.className = "me-auto";
    text.textContent = (waits ? words.offerWaits : words.offer).replace("{}", moment(draft.at));
    if (!waits && draft.version !== form.version.value) text.textContent += ` ${words.changed}`;
    const button = (label, style, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
      made.className = `btn ${style}`;
      made.addEventListener("click", () => { offer = null; box.remove(); act(); });
      return made;
    };
    box.append(
      text,
      button(words.restore, "btn-primary", () => { restore(draft); keep(); form.querySelector("input, textarea")?.focus(); }),
      ...(waits ? [] : [button(words.drop, "btn-outline-secondary", () => {
        if (draft.earlier) show(draft.earlier);
        keep();
      })]),
    );
    form.before(box);
  }

  document.addEventListener("DOMContentLoaded", async () => {
    untouched = JSON.stringify(typed());
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("htmx:afterSettle", keep); // what a button has filled in
    await window.offline.settled;
    const draft = isOwner() ? readDraft(path) : null;
    // What was typed meanwhile was not kept yet.
    if ("filled" in form.dataset) {
      // Filled in by the server, out of what was typed (it comes back with its errors), or a file: all to keep.
      const earlier = draft && draft.key === form.form_key.value ? draft.earlier : draft;
      untouched = "";
      if (earlier) show(earlier);
      keep();
    } else if (!draft) keep();
    else if (JSON.stringify(draft.typed) !== JSON.stringify(typed())) { show(draft); keep(); }
    else removeDraft(path); // the same in a form opened anew is what is saved
  });

  window.offline.isUntouched = () => JSON.stringify(typed()) === untouched;
  window.offline.again = (key) => { // the same form for another row: one that is filled in several times
    form.reset();
    form.form_key.value = key;
    removeDraft(path);
    untouched = JSON.stringify(typed());
  };
})();
