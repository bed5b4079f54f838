// Answers for the server when there is no connection: with the forms that this device keeps for its user,
// else with the page that lists them. It stores pages of nobody by itself: offline.js does, for one user at a time.
"use strict";

const FILES = "files", AT_MOST = 150, PATIENCE = 6000; // milliseconds
const KEPT_FILES = /\.(css|js|svg|woff2?)$/;
const STATIC = "{{ static_url|escapejs }}", OFFLINE = "{% url 'office:offline' %}";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(page(request, url));
  } else if (request.method === "GET" && url.pathname.startsWith(STATIC) && KEPT_FILES.test(url.pathname)) {
    event.respondWith(file(request, url));
  }
});

async function kept(path) {
  for (const name of await caches.keys()) {
    const found = name.startsWith("pages-") && await (await caches.open(name)).match(path);
    if (found) return found;
  }
  return null;
}

async function page(request, url) {
  const mine = request.method === "GET" ? await kept(url.pathname) : null;
  const answer = fetch(request);
  answer.catch(() => { /* told below, unless the form that is here was faster */ });
  try {
    // A connection that hardly is one: after a while the form that is here.
    return await (mine ? Promise.race([answer, later()]) : answer);
  } catch {
    return mine ?? await kept(OFFLINE) ?? nothing();
  }
}

const later = () => new Promise((_, reject) => { setTimeout(reject, PATIENCE); });

async function file(request, url) {
  const files = await caches.open(FILES);
  // Names with a checksum never mean anything else.
  const known = /\.[0-9a-f]{12}\./.test(url.pathname) && await files.match(request);
  if (known) return known;
  try {
    const answer = await fetch(request);
    if (answer.ok) {
      await files.put(request, answer.clone());
      const all = await files.keys();
      await Promise.all(all.slice(0, Math.max(all.length - AT_MOST, 0)).map((old) => files.delete(old)));
    }
    return answer;
  } catch {
    return await files.match(request) ?? Response.error();
  }
}

function nothing() {
  const text = "Chưa có kết nối. Khi có mạng lại, hãy mở lại trang này.";
  const page = `<!doctype html><html lang="vi"><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1"><title>Chưa có kết nối</title>
    <body style="font-family: sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem">
    <h1>Chưa có kết nối</h1><p>${text}</p><p lang="en">There is no connection. Open this page again later.</p>`;
  return new Response(page, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}
