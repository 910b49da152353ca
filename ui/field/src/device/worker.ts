// Registers the service worker, so that the page opens without a signal. Trusted types let its one address through and no other.

interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string }
}

export function worker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const address = `${import.meta.env.BASE_URL}sw.js`
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes
  const trusted = policies?.createPolicy('field-worker', {
    createScriptURL(url) {
      if (url === address) return url
      throw new TypeError(`\`${url}\` is not the service worker of this page`)
    },
  })
  // Without it the page works as long as there is a signal, and the next start tries again.
  navigator.serviceWorker.register(trusted?.createScriptURL(address) ?? address).catch(() => undefined)
}
