// Which screen is shown, by the address after the `#`: the phone's own back button works, and a reload stays where it was.

import { computed, ref } from 'vue'

export type Screen = 'today' | 'map' | 'report' | 'queue' | 'settings' | 'case'

const hash = ref(location.hash)
addEventListener('hashchange', () => {
  hash.value = location.hash
})

const SCREENS: readonly string[] = ['today', 'map', 'report', 'queue', 'settings', 'case']

export const screen = computed<{ name: Screen; of: string; mend: string }>(() => {
  const [name = '', of = '', mend = ''] = hash.value.replace(/^#\/?/, '').split('/').map(decodeURIComponent)
  return { name: (SCREENS.includes(name) ? name : 'today') as Screen, of, mend }
})

/** The address of a screen; `mend` names the record of the queue that is being mended there. */
export function to(name: Screen, of = '', mend = ''): string {
  const parts = mend !== '' ? [name, of, mend] : of !== '' ? [name, of] : [name]
  return `#/${parts.map(encodeURIComponent).join('/')}`
}

export function go(name: Screen, of = '', mend = ''): void {
  location.hash = to(name, of, mend)
}
