// Trusted types: no text becomes markup. The one thing that is let through is the address of a worker of our own build,
// which a map needs and has no policy of its own for.

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown
}

export function onlyOurWorkers(base: string): void {
  const types = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes
  types?.createPolicy('default', {
    createScriptURL(url) {
      const { origin, pathname } = new URL(url, location.href)
      if (origin === location.origin && pathname.startsWith(base)) return url
      throw new TypeError(`a script from \`${url}\` is not ours`)
    },
  })
}
