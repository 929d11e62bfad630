// @ts-check
/// <reference lib="webworker" />
/**
 * Keeps the call page's own files, so that it opens when the hub is stopped: its manual mode needs none.
 * The network comes first; nothing but these files is ever answered from here.
 */

const CACHE = "call-page-1";
const PATIENCE_MS = 4000;

const FILES = [
  "/", "/call-chat.js", "/call-controls.js", "/call-courier.js", "/call-crypto.js",
  "/call-devices.js", "/call-dom.js", "/call-file-card.js", "/call-files.js", "/call-hub-state.js",
  "/call-ice.js", "/call-icons.svg", "/call-invite.js", "/call-session.js", "/call-start.js",
  "/call-text.js", "/call-theme.js", "/call-tiles.js", "/call-toast.js", "/call-transfer.js",
  "/call-wire.js", "/call.css", "/call.js", "/client.js", "/icon.svg", "/manifest.json",
  "/manual-code.js", "/manual-link.js", "/manual.js", "/theme.css",
];

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", (event) => {
  // Past the HTTP cache: all files of one installation are of one release.
  const requests = FILES.map((path) => new Request(path, { cache: "reload" }));
  const keepAll = async () => {
    await (await caches.open(CACHE)).addAll(requests);
    await worker.skipWaiting();
  };
  event.waitUntil(keepAll());
});

worker.addEventListener("activate", (event) => {
  const dropOld = async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await worker.clients.claim();
  };
  event.waitUntil(dropOld());
});

worker.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin || !FILES.includes(pathname)) return;
  event.respondWith(networkFirst(event.request, pathname));
});

/**
 * @param {Request} request
 * @param {string} pathname what it is kept under, whatever its query
 */
async function networkFirst(request, pathname) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(pathname);
  const late = new Promise((_, failed) => setTimeout(failed, PATIENCE_MS));
  try {
    const fetched = fetch(request);
    const response = /** @type {Response} */ (await (kept ? Promise.race([fetched, late]) : fetched));
    if (response.ok && response.type === "basic") await cache.put(pathname, response.clone());
    // A proxy in front of a stopped hub answers 502 and its like.
    return response.status >= 500 && kept ? kept : response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}
