// Which theme is on: 户外 for sunlight, dark, 长辈版. The choice is shared with the other fronts of this device.

import { ref } from 'vue'

export const THEMES = ['light', 'dark', 'elder'] as const
export type Theme = (typeof THEMES)[number]

const KEPT = 'jingwei.theme'

export const theme = ref<Theme>('light')

/** Puts the remembered theme on before the first paint. Without one it is the theme for sunlight: that is where the phone is used. */
export function dress(): void {
  wear(THEMES.find((known) => known === localStorage.getItem(KEPT)) ?? 'light')
}

export function wear(to: Theme): void {
  theme.value = to
  localStorage.setItem(KEPT, to)
  document.documentElement.dataset.theme = to
}
