// Forms marked `data-send` are sent by this script: without a connection they stay on their page and wait on
// this device, to be sent in order when it is back. Their form keys keep a second sending from saving twice.
"use strict";

(() => {
  const { words, user, isOwner, waiting, put, take, forget, slips, DAYS } = window.offline;
  const WITHOUT_FILES = 45_000, WITH_FILES = 300_000, AGAIN = 30_000, SESSION = 30_000; // milliseconds
  const BY_ITSELF = 28 * DAYS; // the server remembers form keys for thirty
  const WAITING = "waiting", REFUSED = "refused";

  // --- one form to the server, and what came of it ---

  function entryOf(form, submitter) {
    const fields = [...new FormData(form)].filter(([name, value]) =>
      name !== "csrfmiddlewaretoken" && !(value instanceof File && value.size === 0 && value.name === ""));
    if (submitter?.name) fields.push([submitter.name, submitter.value]);
    return {
      key: form.elements.form_key.value,
      user,
      at: Date.now(),
      state: WAITING,
      path: new URL(form.action).pathname,
      search: new URL(form.action).search,
      about: form.dataset.send,
      fields,
      shown: shownIn(form),
    };
  }

  // As a person reads it, should the form never open again.
  function shownIn(form) {
    const lines = [];
    for (const field of form.elements) {
      const label = slips.written(field.labels?.[0]);
      if (!label || ["hidden", "submit", "button"].includes(field.type)) continue;
      if (field.type === "checkbox" || field.type === "radio") {
        if (field.checked) lines.push([label, "✓"]);
      } else {
        const value = field.selectedOptions ? field.selectedOptions[0]?.text : field.value;
        if (value) lines.push([label, value]);
      }
    }
    return lines;
  }

  async function post(entry, token) {
    const body = new FormData();
    for (const [name, value] of entry.fields) body.append(name, value);
    const hasFiles = entry.fields.some(([, value]) => value instanceof File);
    const headers = { "X-Sent-For": user, "X-CSRFToken": token };
    let response;
    try {
      response = await fetch(entry.path + entry.search, {
        method: "POST", body, headers, credentials: "same-origin",
        signal: AbortSignal.timeout(hasFiles ? WITH_FILES : WITHOUT_FILES),
      });
    } catch {
      return { state: "gone" };
    }
    const to = response.headers.get("X-Go-To");
    if (response.headers.get("X-Saved-Form")) return { state: "saved", to };
    if (to || response.status === 409) return { state: "elsewhere", to };
    return { state: [502, 503, 504].includes(response.status) ? "gone" : REFUSED, response };
  }

  function go(to) {
    const url = new URL(to, location.href);
    const isHere = url.pathname + url.search === location.pathname + location.search;
    location.assign(url);
    if (isHere && url.hash) location.reload();
  }

  // As browsers do it: what the server says to it is a page.
  function sendAsPage(form, submitter) {
    if (submitter?.name) form.append(hidden(submitter.name, submitter.value));
    HTMLFormElement.prototype.submit.call(form);
  }

  const hidden = (name, value) => Object.assign(document.createElement("input"), { type: "hidden", name, value });

  // --- the form on the page ---

  let sent = null; // what of the form on this page waits to be sent

  function say(form, submitter, text, style, ...more) {
    let box = form.querySelector("[data-outbox]");
    if (!box) {
      box = document.createElement("div");
      box.dataset.outbox = "";
      box.setAttribute("role", "status");
      (submitter ?? form.querySelector("button:not([type=button])")).parentElement.before(box);
    }
    box.className = `alert alert-${style} mt-3 mb-2`;
    box.replaceChildren(text, ...more);
    box.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target, submitter = event.submitter;
    if (event.defaultPrevented || user === "" || !form.matches("form[data-send]")) return;
    if (["preview", "find"].includes(submitter?.name) || submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    const entry = entryOf(form, submitter);
    say(form, submitter, words.sending, "light");
    const answer = await post(entry, form.elements.csrfmiddlewaretoken.value);
    if (answer.state === "saved") await forget([entry.key]);
    if (answer.to) go(answer.to);
    else if (answer.state === REFUSED) sendAsPage(form, submitter);
    else await letWait(form, submitter, entry);
  });

  async function letWait(form, submitter, entry) {
    delete form.dataset.sent; // forms.js: it may be pressed again
    const wrong = submitter?.formNoValidate ? null : slips.firstWrong(form);
    if (wrong) {
      say(form, submitter, words.incomplete, "danger");
      wrong.focus();
      return;
    }
    if (!(await put(entry))) {
      say(form, submitter, words.stays, "warning");
      return;
    }
    sent = { form, submitter, key: entry.key, fields: JSON.stringify(entry.fields) };
    say(form, submitter, words.waits, "warning", ...("sendEach" in form.dataset ? [oneMore(form)] : []));
    tell();
  }

  function oneMore(form) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words.another });
    button.className = "btn btn-outline-secondary ms-2";
    button.addEventListener("click", () => {
      const random = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0"));
      window.offline.again(`${user}.${random.join("")}`);
      sent = null;
      form.querySelector("[data-outbox]").remove();
    });
    return button;
  }

  // Back from the next page, the form is as it was before it was sent.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelector("[data-outbox]")?.remove();
  });

  // --- all that waits ---

  let sending = null, told = 0;

  const alone = (act) => navigator.locks
    ? navigator.locks.request("outbox", { ifAvailable: true }, (lock) => lock && act()) : act();

  async function session() {
    try {
      const response = await fetch(words.pages, {
        redirect: "manual", cache: "no-store", headers: { "X-Unattended": "1" }, signal: AbortSignal.timeout(SESSION),
      });
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  function sendAll() {
    sending ??= sendWhatWaits().finally(() => { sending = null; });
    return sending;
  }

  async function sendWhatWaits() {
    if (user === "" || !isOwner()) return;
    const entries = (await waiting()).filter((e) => e.state === WAITING && Date.now() - e.at < BY_ITSELF);
    if (!entries.length) return;
    await alone(() => sendEach(entries));
    await tell();
  }

  async function sendEach(entries) {
    const now = await session();
    if (now?.user !== user) return; // no connection, or signed out: it stays for the same user
    for (const entry of entries) {
      const answer = await post(entry, now.token);
      if (answer.state === "gone" || answer.state === "elsewhere") return;
      if (answer.state === "saved") {
        await forget([entry.key]);
        told += 1;
        if (entry.path === location.pathname && !sent && window.offline.isUntouched?.()) location.reload();
      } else {
        await put({ ...entry, state: REFUSED, reason: await slips.told(answer.response) });
      }
      if (await goesOn(entry, answer)) return;
    }
  }

  // The page whose own form was just sent goes on as if it had been pressed now.
  async function goesOn(entry, answer) {
    if (sent?.key !== entry.key) return false;
    const { form, submitter, fields } = sent;
    if (JSON.stringify(entryOf(form, submitter).fields) !== fields) {
      say(form, submitter, words.sentBefore, "warning");
      sent = null;
      return false;
    }
    sent = null;
    if (answer.to) go(answer.to);
    else sendAsPage(form, submitter);
    return true;
  }

  // A form that the server did not take, as a page: with its errors, or beside what another has saved.
  async function open(entry) {
    const now = await session();
    if (now?.user !== user) { location.assign(entry.path + entry.search); return; } // the form offers it
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: entry.path + entry.search, enctype: "multipart/form-data" });
    form.append(hidden("csrfmiddlewaretoken", now.token));
    for (const [name, value] of entry.fields) {
      if (!(value instanceof File)) { form.append(hidden(name, value)); continue; }
      const files = new DataTransfer();
      files.items.add(value);
      const input = Object.assign(document.createElement("input"), { type: "file", name, hidden: true });
      input.files = files.files;
      form.append(input);
    }
    document.body.append(form);
    HTMLFormElement.prototype.submit.call(form);
  }

  async function tell() {
    const entries = await waiting(), refused = entries.filter((entry) => entry.state === REFUSED);
    const lines = [];
    if (told) lines.push(["success", words.sentNow.replace("{}", told)]);
    if (refused.length) lines.push(["warning", refusal(refused), words.offline]);
    else if (entries.length) lines.push(["warning", words.queue.replace("{}", entries.length), words.offline]);
    let box = document.getElementById("offline-notice");
    if (!box) {
      if (!lines.length) return;
      box = Object.assign(document.createElement("div"), { id: "offline-notice", ariaLive: "polite" });
      document.getElementById("content").prepend(box);
    }
    box.replaceChildren(...lines.map(([style, text, href]) => {
      const line = Object.assign(document.createElement("div"), { className: `alert alert-${style}` });
      line.append(`${text} `);
      if (href && location.pathname !== href) {
        line.append(Object.assign(document.createElement("a"),
          { href, className: "alert-link", textContent: words.look }));
      }
      return line;
    }));
    document.dispatchEvent(new CustomEvent("outbox:changed", { detail: entries }));
  }

  function refusal(entries) {
    const text = words.refused.replace("{}", entries.length);
    const isListed = location.pathname === words.offline;
    return entries.length === 1 && entries[0].reason && !isListed ? `${text} ${entries[0].reason}` : text;
  }

  // --- signing out ---

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (user === "" || new URL(form.action).pathname !== words.signOut || event.defaultPrevented) return;
    event.preventDefault();
    if (!navigator.onLine) { delete form.dataset.sent; alert(words.signOutLater); return; }
    const left = (await waiting()).length;
    if (left && !confirm(words.signOutLosing.replace("{}", left))) { delete form.dataset.sent; return; }
    await window.offline.wipe();
    HTMLFormElement.prototype.submit.call(form);
  });

  window.offline.outbox = { open, take: async (entry) => { await take(entry.key); tell(); }, send: sendAll, tell };

  window.offline.settled.then(async () => {
    if (user === "") { await tellWhoeverSignsIn(); return; }
    await tell();
    await sendAll();
    window.addEventListener("online", sendAll);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) sendAll(); });
    setInterval(sendAll, AGAIN);
  });

  async function tellWhoeverSignsIn() {
    const forms = await window.offline.everybodysForms();
    const box = document.getElementById("content")?.querySelector("form");
    if (!forms.length || !box || location.pathname !== words.signIn) return;
    const note = Object.assign(document.createElement("div"), { className: "alert alert-warning" });
    note.textContent = words.left.replace("{}", forms.length);
    box.before(note);
  }
})();
