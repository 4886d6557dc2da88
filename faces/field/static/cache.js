// Keeps the app's shell on the phone, so that it starts without a network. What is kept has the version in its address; a new version is a new cache.
const CACHE = "field-__VERSION__", KEEP = "__KEEP__";

self.addEventListener("install", e => e.waitUntil((async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll(KEEP.map(path => new Request(path, {cache: "reload"})));
  await self.skipWaiting();
})()));

self.addEventListener("activate", e => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("field-") && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener("fetch", e => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  const kept = e.request.mode === "navigate" && (url.pathname === "/field/" || url.pathname === "/field") ? "/field/" : KEEP.includes(url.pathname) ? url.pathname : "";
  if (!kept) return;
  e.respondWith(caches.open(CACHE).then(c => c.match(kept)).then(r => r || fetch(e.request)));
});
