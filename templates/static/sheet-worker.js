// Serves the sheet of attendance that was opened last, when there is no network.
// It keeps nothing of its own: the page puts itself and what it is drawn with
// into the cache, and signing out empties it. Everything else passes by.
'use strict';

const cacheName = 'trame-seances';
const sheet = /^\/seances\/[^/]+\/presences$/;
const patience = 8000; // then a network that does not answer counts as none

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// To open the cache would make it anew after it was emptied.
const kept = (request) => caches.match(request, {cacheName, ignoreVary: true});

const opened = async (request) => {
  try {
    return await fetch(request, {signal: AbortSignal.timeout(patience)});
  } catch (failure) {
    const page = await kept(request.url);
    if (page) return page;
    throw failure;
  }
};

const drawn = async (request) => await kept(request) || fetch(request);

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (event.request.mode === 'navigate' && sheet.test(url.pathname) && url.search === '') {
    event.respondWith(opened(event.request));
  } else if (url.pathname.startsWith('/static/')) {
    event.respondWith(drawn(event.request));
  }
});
