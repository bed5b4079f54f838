// Answers for the server when there is no connection: with the forms that this device keeps for its user,
// else with the page that lists them. It stores pages of nobody by itself: offline.js does, for one user at a time.
"use strict";
{% load static %}
const FILES = "files", AT_MOST = 150, PATIENCE = 6000; // milliseconds
const KEPT_FILES = /\.(css|js|svg|woff2?|ttf|otf)$/;
const STATIC = "{{ static_url|escapejs }}", OFFLINE = "{% url 'office:offline' %}";

// What pages look like without a connection, even if none is kept.
const DRESS = [
  "{% static 'icon.svg' %}",
  "{% static 'bootstrap/css/bootstrap.min.css' %}",
  "{% static 'css/tokens.css' %}",
  "{% static 'css/frame.css' %}",
  "{% static 'be-vietnam-pro/BeVietnamPro-Regular.ttf' %}",
  "{% static 'be-vietnam-pro/BeVietnamPro-SemiBold.ttf' %}",
];
const NOT_HERE = "{% filter escapejs %}{% include 'office/no_connection.html' %}{% endfilter %}";
const NO_LIST = "{% filter escapejs %}{% include 'office/no_connection.html' with is_list=True %}{% endfilter %}";

self.addEventListener("install", (event) => {
  self.skipWaiting();
  const dressed = caches.open(FILES).then((files) => files.addAll(DRESS));
  event.waitUntil(dressed.catch(() => { /* plain, then, until a page is opened */ }));
});
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
    return mine ?? await kept(OFFLINE) ?? nothing(url);
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

function nothing(url) {
  const page = url.pathname === OFFLINE ? NO_LIST : NOT_HERE;
  return new Response(page, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}
