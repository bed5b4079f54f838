// Work without a connection: registers the service worker, says of searches that there is no connection, and fills
// the page that lists what is on this device. Service workers exist with HTTPS or on localhost only; elsewhere this
// does nothing but the saying.
"use strict";

(() => {
  const { words, isOwner, waiting, moment, pages } = window.offline;

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    if (properties.ariaLabel) made.setAttribute("aria-label", properties.ariaLabel);
    made.append(...children);
    return made;
  };

  // --- the page that lists what is here ---

  function actsOf(...acts) {
    const made = element("div", { className: "d-flex gap-2" }, ...acts);
    made.dataset.acts = "";
    return made;
  }

  // A visit is one line, whatever can be done with it.
  async function fillPages() {
    const list = document.querySelector("[data-offline-pages]");
    if (!list) return;
    const parts = new Map();
    for (const page of await pages.here()) {
      const lines = parts.get(page.part) ?? parts.set(page.part, new Map()).get(page.part);
      lines.set(page.visit, [...(lines.get(page.visit) ?? []), page]);
    }
    list.replaceChildren(...[...parts].flatMap(([title, lines]) => [
      element("h3", { className: "mt-3 mb-1", textContent: title }),
      element("ul", { className: "list-unstyled mb-0" }, ...[...lines.values()].map(lineOf)),
    ]));
    document.querySelector("[data-offline-none]").hidden = parts.size > 0;
  }

  function lineOf(forms) {
    const [{ about, day }] = forms;
    const acts = actsOf(...forms.map(({ url, act }) => element("a", {
      href: url, className: "btn btn-sm btn-outline-secondary", textContent: act, ariaLabel: `${act}: ${about}, ${day}`,
    })));
    return element("li", { className: "d-flex flex-wrap align-items-center column-gap-2 border-top py-2" },
      element("span", { className: "text-body-secondary", textContent: day }),
      element("span", { className: "flex-grow-1", textContent: about }), acts);
  }

  // How far it is, not more often than one can read; and what came of it.
  let said = 0;
  function sayHowFar({ here, all, failed, isDone, isGone }) {
    const text = document.querySelector("[data-offline-progress]");
    if (!text || (here !== undefined && !isDone && Date.now() - said < 1000)) return;
    said = Date.now();
    const lines = [];
    if (all) lines.push(words.here.replace("{}", here).replace("{}", all));
    if (failed) lines.push(words.hereLater);
    if (isGone) lines.push(words.hereGone);
    text.textContent = lines.join(" ");
  }

  document.addEventListener("pages:changed", (event) => {
    sayHowFar(event.detail);
    if (event.detail.isDone || event.detail.here === undefined) fillPages();
  });
  window.addEventListener("storage", (event) => { if (event.key === pages.LIST) fillPages(); });

  function fillQueue(entries) {
    const list = document.querySelector("[data-offline-queue]");
    if (!list) return;
    const { outbox } = window.offline;
    list.replaceChildren(...entries.map((entry) => {
      const isRefused = entry.state === "refused";
      const button = (text, act) => {
        const made = element("button", {
          type: "button", className: "btn btn-outline-secondary btn-sm", textContent: text,
          ariaLabel: `${text}: ${entry.about}`,
        });
        made.addEventListener("click", act);
        return made;
      };
      const state = `${isRefused ? words.notTaken : words.notSent} · ${moment(entry.at)}`;
      return element("li", { className: "border-top py-2" },
        element("div", { className: "fw-semibold", textContent: entry.about }),
        element("div", { className: "small", textContent: state }),
        ...(isRefused && entry.reason ? [element("div", { className: "text-danger", textContent: entry.reason })] : []),
        element("details", { className: "small my-1" }, element("summary", { textContent: words.contents }),
          ...entry.shown.map(([label, value]) => element("div", { textContent: `${label}: ${value}` }))),
        actsOf(
          button(words.open, () => outbox.open(entry)),
          button(words.drop, () => { if (confirm(words.dropSure)) outbox.take(entry); })));
    }));
    document.querySelector("[data-offline-sent]").hidden = entries.length > 0;
  }

  document.addEventListener("outbox:changed", (event) => fillQueue(event.detail));

  async function fillPage() {
    const toggle = document.querySelector("[data-offline-prepare]");
    if (!toggle) return;
    document.querySelector("[data-offline-impossible]").hidden = pages.possible && isSecureContext;
    toggle.disabled = !pages.possible;
    toggle.checked = pages.possible && pages.isWanted();
    toggle.addEventListener("change", () => pages.choose(toggle.checked));
    if (toggle.checked) sayHowFar(await pages.state());
    await fillPages();
    fillQueue(await waiting());
  }

  // On a phone My work offers it until its user has answered.
  function offer() {
    const line = document.querySelector("[data-offline-offer]");
    if (!line || !isSecureContext || !isOwner() || !pages.isOpen() || !matchMedia("(pointer: coarse)").matches) return;
    line.hidden = false;
    line.querySelector("button").addEventListener("click", () => { pages.choose(false); line.hidden = true; });
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

  window.offline.settled.then(async () => {
    await fillPage();
    if (!pages.possible) return;
    offer();
    await navigator.serviceWorker.register(words.worker);
    const idle = window.requestIdleCallback ?? setTimeout;
    idle(() => pages.refresh());
    window.addEventListener("online", () => pages.refresh({ soon: true }));
  }).catch(() => { /* a browser that keeps nothing: as if there were no worker */ });
})();
