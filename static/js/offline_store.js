// What this device keeps for its user: drafts of forms (localStorage), forms that wait to be sent (IndexedDB)
// and pages to open without a connection (the service worker's cache). Never another user's: whoever signs in
// finds nothing of others, and signing out leaves nothing behind. See docs/decisions/0017-offline.md.
"use strict";

window.offline = (() => {
  const words = document.getElementById("offline-words").dataset;
  const user = words.user;
  const OWNER = "offline.owner", DRAFT = "draft.", CHOICE = "device.prepared.", DAYS = 24 * 60 * 60 * 1000;
  const DRAFTS_KEPT = 7 * DAYS;
  const cached = "caches" in window;

  const local = {
    get(name) { try { return localStorage.getItem(name); } catch { return null; } },
    set(name, value) { try { localStorage.setItem(name, value); return true; } catch { return false; } },
    remove(name) { try { localStorage.removeItem(name); } catch { /* nothing was kept */ } },
    names() { try { return Object.keys(localStorage); } catch { return []; } },
  };

  // False as well in a page that is still open after its user signed out in another tab.
  const isOwner = () => user !== "" && local.get(OWNER) === user;

  // --- drafts: one for each address ---

  const draftName = (path) => `${DRAFT}${user}.${path}`;

  function readDraft(path) {
    let draft = null;
    try { draft = JSON.parse(local.get(draftName(path))); } catch { /* damaged: as if there were none */ }
    return draft && Date.now() - draft.at < DRAFTS_KEPT ? draft : null;
  }

  const writeDraft = (path, draft) => isOwner() && local.set(draftName(path), JSON.stringify(draft));
  const removeDraft = (path) => local.remove(draftName(path));
  const drafts = () => local.names().filter((name) => name.startsWith(`${DRAFT}${user}.`))
    .map((name) => name.slice(draftName("").length));

  // --- forms that wait to be sent, in the order in which they were ---

  let opened;

  function store(mode, act) {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("outbox", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("forms", { keyPath: "key" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opened.then((database) => new Promise((resolve, reject) => {
      const transaction = database.transaction("forms", mode);
      const request = act(transaction.objectStore("forms"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    }));
  }

  async function everybodysForms() {
    try { return await store("readonly", (forms) => forms.getAll()); } catch { return []; }
  }

  async function waiting() {
    const forms = (await everybodysForms()).filter((form) => form.user === user);
    return forms.sort((a, b) => a.at - b.at);
  }

  async function put(form) {
    if (!isOwner()) return false;
    try { await store("readwrite", (forms) => forms.put(form)); return true; } catch { return false; }
  }

  async function take(key) {
    try { await store("readwrite", (forms) => forms.delete(key)); } catch { /* it was not kept */ }
  }

  // --- saved, signed out, somebody else ---

  async function forget(keys) {
    for (const path of drafts()) {
      const draft = readDraft(path);
      if (!draft || keys.includes(draft.key)) removeDraft(path);
    }
    await Promise.all(keys.map(take));
  }

  // The page after a form names the keys of what is saved: in a cookie, as it may be any page.
  function forgetWhatThePageConfirms() {
    const cookie = document.cookie.split("; ").find((text) => text.startsWith("saved_forms="));
    if (!cookie) return Promise.resolve();
    document.cookie = "saved_forms=; Max-Age=0; Path=/; SameSite=Lax";
    return forget(cookie.slice("saved_forms=".length).replaceAll('"', "").split("~"));
  }

  async function dropPages(but = "") {
    for (const name of local.names()) {
      if (name.startsWith("offline.") && name !== OWNER && !(but && name.endsWith(`.${but}`))) local.remove(name);
    }
    if (!cached) return;
    for (const name of await caches.keys()) {
      if (name.startsWith("pages-") && name !== `pages-${but}`) await caches.delete(name);
    }
  }

  // All that is kept here, of everybody `but` one.
  async function wipe(but = "") {
    if (!but) local.remove(OWNER);
    const isKept = (name) => but && (name.startsWith(`${DRAFT}${but}.`) || name === `${CHOICE}${but}`);
    for (const name of local.names()) {
      if ((name.startsWith(DRAFT) || name.startsWith(CHOICE)) && !isKept(name)) local.remove(name);
    }
    for (const form of await everybodysForms()) if (form.user !== but) await take(form.key);
    await dropPages(but);
  }

  // 08:30 hôm nay, 08:30 29/06/2018: as the pages of the server write days.
  function moment(time) {
    const date = new Date(time), two = (number) => String(number).padStart(2, "0");
    const day = date.toDateString() === new Date().toDateString()
      ? words.today : `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`;
    return `${two(date.getHours())}:${two(date.getMinutes())} ${day}`;
  }

  async function settle() {
    if (user === "") {
      await dropPages(); // what waits to be sent stays for the user who comes back
    } else if (!isOwner()) {
      await wipe(user);
      local.set(OWNER, user);
    }
    await forgetWhatThePageConfirms();
  }

  return {
    words, user, local, isOwner, cached, moment, CHOICE, DAYS,
    readDraft, writeDraft, removeDraft, drafts,
    waiting, everybodysForms, put, take, forget, dropPages, wipe,
    settled: settle(),
  };
})();
