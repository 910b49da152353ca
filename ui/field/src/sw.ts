// The service worker: keeps the page's own files, so that it opens without a signal. It never keeps an answer of the API: what is said of
// cases lies in the vault or nowhere.

/// <reference lib="webworker" />

const self = globalThis as unknown as ServiceWorkerGlobalScope

// Both are filled in by the build (vite.config.ts).
const RELEASE = 'field-__RELEASE__'
const SHELL = '__SHELL__' as unknown as string[]

self.addEventListener('install', (event) => {
  const fill = async () => {
    const cache = await caches.open(RELEASE)
    // Past the browser's own cache: half of a new release and half of an old one is no page.
    await cache.addAll(SHELL.map((file) => new Request(file, { cache: 'reload' })))
    await self.skipWaiting()
  }
  event.waitUntil(fill())
})

self.addEventListener('activate', (event) => {
  const settle = async () => {
    const names = await caches.keys()
    await Promise.all(names.filter((name) => name.startsWith('field-') && name !== RELEASE).map((name) => caches.delete(name)))
    await self.clients.claim()
  }
  event.waitUntil(settle())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  const scope = new URL(self.registration.scope)
  if (request.method !== 'GET' || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return
  event.respondWith(request.mode === 'navigate' ? page(request) : file(request))
})

/** The page as it is kept: quick without a signal, and the next release comes with the next worker. */
async function page(request: Request): Promise<Response> {
  const cache = await caches.open(RELEASE)
  return (await cache.match('./')) ?? fetch(request)
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request)
}
