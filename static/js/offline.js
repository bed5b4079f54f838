// Work without a connection: registers the service worker, puts the forms to be filled in on this device, says
// of searches that there is no connection, and fills the page that lists what is here.
// Service workers exist with HTTPS or on localhost only; elsewhere this does nothing but the saying.
"use strict";

(() => {
  const { words, user, local, isOwner, cached, waiting } = window.offline;
  const PREPARED = "device.prepared", STALE = 12 * 60 * 60 * 1000, REFRESH = 10 * 60 * 1000;
  const LIST = `offline.list.${user}`;
  const possible = user !== "" && cached && "serviceWorker" in navigator;

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // Unless its user says otherwise: phones and tablets, not the computers of an office.
  const isPrepared = () => (local.get(PREPARED) ?? (matchMedia("(pointer: coarse)").matches ? "1" : "0")) === "1";

  // --- putting forms on this device ---

  function read() {
    try { return JSON.parse(local.get(LIST)) ?? { at: 0, pages: [] }; } catch { return { at: 0, pages: [] }; }
  }

  async function refresh({ now = false } = {}) {
    if (!possible || !isPrepared() || !isOwner()) return;
    const before = read();
    if (!now && Date.now() - before.at < REFRESH) return;
    let answer;
    try {
      const response = await fetch(`${words.pages}?list`, { redirect: "manual", cache: "no-store" });
      answer = response.ok ? await response.json() : null;
    } catch { return; }
    if (answer?.user !== user) return;
    const known = new Map(before.pages.map((page) => [page.url, page]));
    const pages = [];
    for (const page of [{ url: words.offline, version: words.worker }, ...answer.pages]) {
      const old = known.get(page.url);
      const isFresh = old && old.version === page.version && Date.now() - old.at < STALE;
      if (isFresh) pages.push({ ...page, at: old.at });
      else if (await fetchInto(page.url)) pages.push({ ...page, at: Date.now() });
      else if (old) pages.push(old);
      if (!isOwner()) return;
    }
    await dropOthers(new Set(pages.map((page) => page.url)));
    if (isOwner()) local.set(LIST, JSON.stringify({ at: Date.now(), pages }));
    fillPages();
  }

  async function fetchInto(url) {
    try {
      const response = await fetch(url, { cache: "no-store", redirect: "error" });
      if (!response.ok) return false;
      const text = await response.clone().text();
      const pages = await caches.open(`pages-${user}`);
      if (!isOwner()) return false;
      await pages.put(url, response);
      const files = await caches.open("files");
      for (const [, file] of text.matchAll(/(?:href|src)="([^"]+\.(?:css|js|svg|woff2?)(?:\?[^"]*)?)"/g)) {
        if (!(await files.match(file))) await files.add(file);
      }
      return true;
    } catch {
      return false;
    }
  }

  async function dropOthers(urls) {
    const pages = await caches.open(`pages-${user}`);
    for (const request of await pages.keys()) {
      if (!urls.has(new URL(request.url).pathname)) await pages.delete(request);
    }
  }

  // --- the page that lists what is here ---

  function fillPages() {
    const list = document.querySelector("[data-offline-pages]");
    if (!list) return;
    const pages = read().pages.filter((page) => page.about);
    list.replaceChildren(...pages.map((page) => element("li", { className: "border-top py-2" },
      element("a", { href: page.url, className: "fw-semibold", textContent: `${page.act}: ${page.about}` }),
      element("div", { className: "text-body-secondary small", textContent: page.day }))));
    document.querySelector("[data-offline-none]").hidden = pages.length > 0;
  }

  function fillQueue(entries) {
    const list = document.querySelector("[data-offline-queue]");
    if (!list) return;
    const { outbox } = window.offline;
    list.replaceChildren(...entries.map((entry) => {
      const at = new Date(entry.at).toLocaleString("vi", { dateStyle: "short", timeStyle: "short" });
      const state = entry.state === "refused" ? words.notTaken : words.notSent;
      const button = (textContent, act) => {
        const made = element("button", { type: "button", className: "btn btn-outline-secondary btn-sm", textContent });
        made.addEventListener("click", act);
        return made;
      };
      return element("li", { className: "border-top py-2" },
        element("div", { className: "fw-semibold", textContent: entry.about }),
        element("div", { className: "small", textContent: `${state} · ${at}` }),
        element("details", { className: "small my-1" }, element("summary", { textContent: words.contents }),
          ...entry.shown.map(([label, value]) => element("div", { textContent: `${label}: ${value}` }))),
        element("div", { className: "d-flex gap-2 mt-1" },
          button(words.open, () => outbox.open(entry)),
          button(words.drop, () => { if (confirm(words.dropSure)) outbox.take(entry); })));
    }));
    document.querySelector("[data-offline-sent]").hidden = entries.length > 0;
  }

  document.addEventListener("outbox:changed", (event) => fillQueue(event.detail));

  async function fillPage() {
    const toggle = document.querySelector("[data-offline-prepare]");
    if (!toggle) return;
    document.querySelector("[data-offline-impossible]").hidden = possible && isSecureContext;
    toggle.disabled = !possible;
    toggle.checked = possible && isPrepared();
    toggle.addEventListener("change", async () => {
      local.set(PREPARED, toggle.checked ? "1" : "0");
      if (toggle.checked) await refresh({ now: true });
      else { local.remove(LIST); await caches.delete(`pages-${user}`); fillPages(); }
    });
    fillPages();
    fillQueue(await waiting());
  }

  // --- searches, and parts of pages ---

  document.addEventListener("htmx:sendError", (event) => {
    const { elt, target } = event.detail;
    const isSearch = elt.type === "search";
    const note = document.querySelector("[data-offline-note]") ??
      element("p", { className: "text-body-secondary p-2 mb-0" });
    note.dataset.offlineNote = "";
    note.setAttribute("role", "status");
    note.textContent = isSearch ? words.searchOffline : words.noConnection;
    if (target.matches(".search-hits")) target.replaceChildren(note);
    else target.before(note);
  });
  document.addEventListener("htmx:afterOnLoad", () => document.querySelector("[data-offline-note]")?.remove());

  window.offline.refresh = refresh;
  window.offline.settled.then(async () => {
    await fillPage();
    if (!possible) return;
    await navigator.serviceWorker.register(words.worker);
    const idle = window.requestIdleCallback ?? setTimeout;
    idle(() => refresh());
    window.addEventListener("online", () => refresh());
  }).catch(() => { /* a browser that keeps nothing: as if there were no worker */ });
})();
