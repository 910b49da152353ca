// Which theme is on. The choice is remembered on this machine; without one the system's wish counts.

import { computed, ref } from 'vue'

export type Theme = 'light' | 'dark' | 'elder'
export const THEMES: readonly Theme[] = ['light', 'dark', 'elder']

const KEPT = 'jingwei.theme'
const chosen = ref<Theme>('light')

export const theme = computed(() => chosen.value)

/** Puts the remembered theme on before the first paint. */
export function dress(): void {
  const kept = localStorage.getItem(KEPT)
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  wear(THEMES.find((known) => known === kept) ?? (dark ? 'dark' : 'light'))
}

export function setTheme(to: Theme): void {
  localStorage.setItem(KEPT, to)
  wear(to)
}

function wear(to: Theme): void {
  chosen.value = to
  document.documentElement.dataset.theme = to
}
