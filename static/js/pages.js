// Puts the forms to be filled in on this device, where its user asked for that, and says how far it is
// ("pages:changed"). See docs/decisions/0017-offline.md.
"use strict";

window.offline.pages = (() => {
  const { words, user, local, isOwner, cached, CHOICE } = window.offline;
  const LIST = `offline.list.${user}`, CHOSEN = `${CHOICE}${user}`, PAGES = `pages-${user}`;
  const STALE = 12 * 60 * 60 * 1000, REFRESH = 10 * 60 * 1000, AGAIN = 10_000, PATIENCE = 30_000; // milliseconds
  const UNATTENDED = { "X-Unattended": "1" }; // nobody stays signed in by it
  const GONE_AT_MOST = 3; // in a row: then there is no connection, and the rest need not be asked for
  const LINKED = /(?:href|src)="([^"]+\.(?:css|js|svg|woff2?|ttf|otf)(?:\?[^"]*)?)"/g;
  const IN_STYLES = /url\(["']?([^"')]+\.(?:svg|woff2?|ttf|otf))["']?\)/g;
  const possible = user !== "" && cached && "serviceWorker" in navigator;

  // What a page's address begins with where a province is in view: "/in/12/". Each has forms of its own.
  const headOf = (url) => url.match(/^.*?\/in\/[1-9]\d*\//)?.[0] ?? "";
  const isElsewhere = (url) => url !== words.offline && headOf(url) !== headOf(words.pages);

  const isOpen = () => local.get(CHOSEN) === null; // not answered yet
  const isWanted = () => local.get(CHOSEN) === "1";
  const mayKeep = () => possible && isOwner() && isWanted();

  // --- what is here ---

  // `at`: when all of it was fetched, 0 where some failed; `tried`: when it was last; `tries`: how often in vain
  // since; `all`: the forms there are.
  function read() {
    const nothing = { at: 0, tried: 0, tries: 0, all: 0, pages: [] };
    try { return { ...nothing, ...JSON.parse(local.get(LIST)) }; } catch { return nothing; }
  }

  const write = (list) => local.set(LIST, JSON.stringify(list));

  async function addresses() {
    if (!cached || !(await caches.has(PAGES))) return new Set();
    const requests = await (await caches.open(PAGES)).keys();
    return new Set(requests.map((request) => new URL(request.url).pathname));
  }

  // What the browser threw away is not here, whatever the list says.
  async function here() {
    const there = await addresses();
    return read().pages.filter((page) => page.about && there.has(page.url));
  }

  async function state() {
    const { at, all, tried } = read();
    return { here: (await here()).length, all, failed: tried && !at, isDone: true };
  }

  // --- fetching ---

  function isDue(list, there, { now, soon }) {
    if (now) return true;
    if (list.at && list.pages.every((page) => there.has(page.url))) return Date.now() - list.at >= REFRESH;
    const wait = soon ? AGAIN : Math.min(AGAIN * 2 ** list.tries, REFRESH);
    return Date.now() - list.tried >= wait;
  }

  // Null without an answer; empty where no province is in view and one has to be.
  async function ask() {
    try {
      const response = await fetch(`${words.pages}?list`, {
        redirect: "manual", cache: "no-store", headers: UNATTENDED, signal: AbortSignal.timeout(PATIENCE),
      });
      const answer = response.ok ? await response.json() : null;
      if (answer?.user !== user) return null;
      if (!answer.pages) return [];
      const language = document.documentElement.lang;
      return [{ url: words.offline, version: "" }, ...answer.pages]
        .map((page) => ({ ...page, version: `${page.version} ${language}` }));
    } catch {
      return null;
    }
  }

  async function fetchAll(when) {
    const before = read(), there = await addresses();
    if (!isDue(before, there, when)) return;
    const wanted = await ask();
    if (!mayKeep()) return;
    if (!wanted?.length) { say(wanted ? await state() : { isGone: true }); return; }
    const elsewhere = before.pages.filter((page) => there.has(page.url) && isElsewhere(page.url));
    const known = new Map(before.pages.filter((page) => there.has(page.url)).map((page) => [page.url, page]));
    const kept = () => [...wanted.flatMap((page) => known.get(page.url) ?? []), ...elsewhere];
    const all = forms(wanted) + forms(elsewhere);
    const list = { ...before, tried: Date.now(), all }, sure = new Set();
    let fetched = 0, failed = 0, gone = 0;
    for (const page of wanted) {
      const old = known.get(page.url);
      if (old?.version === page.version && Date.now() - old.at < STALE) {
        known.set(page.url, { ...page, at: old.at });
        continue;
      }
      const answer = gone < GONE_AT_MOST ? await fetchInto(page.url, sure) : "gone";
      gone = answer === "gone" ? gone + 1 : 0;
      if (answer === "here") {
        known.set(page.url, { ...page, at: Date.now() });
        fetched += 1;
      } else {
        failed += 1;
        if (old) known.set(page.url, { ...page, version: old.version, at: old.at });
      }
      if (!mayKeep()) { await caches.delete(PAGES); return; }
      write({ ...list, pages: kept() }); // a page left meanwhile goes on from here
      say({ here: forms(kept()), all: list.all });
    }
    await dropOthers(new Set([...wanted, ...elsewhere].map((page) => page.url)));
    const tries = failed && !fetched ? before.tries + 1 : 0;
    write({ ...list, at: failed ? 0 : Date.now(), tried: Date.now(), tries, pages: kept() });
    say(await state());
  }

  const forms = (pages) => pages.filter((page) => page.about).length;
  const say = (detail) => document.dispatchEvent(new CustomEvent("pages:changed", { detail }));

  // "here", "refused" by the server, or "gone". Its files first: a page that is here can be shown.
  async function fetchInto(url, sure) {
    try {
      const response = await fetch(url, {
        cache: "no-store", redirect: "error", headers: UNATTENDED, signal: AbortSignal.timeout(PATIENCE),
      });
      if (!response.ok) return "refused";
      await keepFiles(await response.clone().text(), LINKED, location.href, sure);
      const pages = mayKeep() && await caches.open(PAGES);
      if (!pages) return "gone";
      await pages.put(url, response);
      return "here";
    } catch {
      return "gone";
    }
  }

  async function keepFiles(text, pattern, base, sure) {
    const files = await caches.open("files");
    for (const [, name] of text.matchAll(pattern)) {
      const { href, origin, pathname } = new URL(name, base);
      if (sure.has(href) || origin !== location.origin) continue;
      if (!(await files.match(href))) await files.add(href);
      if (pathname.endsWith(".css")) await keepFiles(await (await files.match(href)).text(), IN_STYLES, href, sure);
      sure.add(href);
    }
  }

  async function dropOthers(urls) {
    const pages = await caches.open(PAGES);
    for (const request of await pages.keys()) {
      if (!urls.has(new URL(request.url).pathname)) await pages.delete(request);
    }
  }

  // --- one tab at a time ---

  let underWay = null;

  const alone = (act) => navigator.locks
    ? navigator.locks.request("pages", { ifAvailable: true }, (lock) => lock && act()) : act();

  // `now`: whatever is here; `soon`: as soon as a storm of them is impossible.
  async function refresh(when = {}) {
    if (underWay) await underWay;
    if (!mayKeep()) return;
    underWay ??= alone(() => fetchAll(when)).finally(() => { underWay = null; });
    await underWay;
  }

  async function choose(isToKeep) {
    local.set(CHOSEN, isToKeep ? "1" : "0");
    if (isToKeep) { await refresh({ now: true }); return; }
    local.remove(LIST);
    await caches.delete(PAGES);
    say({});
  }

  return { LIST, possible, isOpen, isWanted, here, state, refresh, choose };
})();
