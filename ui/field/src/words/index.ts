// The words in the language that was chosen: Chinese unless somebody asks for English.

import { ref } from 'vue'
import { en } from './en'
import { zh, type Words } from './zh'

export type Lang = 'zh-CN' | 'en'
export type Word = keyof Words

const KEPT = 'jingwei.lang'
const catalogues: Record<Lang, Words> = { 'zh-CN': zh, en }

export const lang = ref<Lang>('zh-CN')

/** Takes the language that was chosen on this device. */
export function speak(): void {
  setLang(localStorage.getItem(KEPT) === 'en' ? 'en' : 'zh-CN')
}

export function setLang(to: Lang): void {
  lang.value = to
  localStorage.setItem(KEPT, to)
  document.documentElement.lang = to
  document.title = t('app')
}

/** A word, with what stands in braces filled in. */
export function t(word: Word, fill: Record<string, string | number> = {}): string {
  return catalogues[lang.value][word].replace(/\{(\w+)\}/g, (_, name: string) => String(fill[name] ?? ''))
}

/** A name of the rulebook in the language that was chosen. */
export function nameOf(named: { name: string; name_en: string } | null | undefined): string {
  if (!named) return ''
  return lang.value === 'en' && named.name_en ? named.name_en : named.name
}

/** An hour of a day. */
export function clock(at: number | string): string {
  return new Date(at).toLocaleString(lang.value, { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' })
}

/** How long it is until then, or since. */
export function span(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000)
  if (minutes < 60) return t('minutes', { n: minutes })
  if (minutes < 48 * 60) return t('hours', { n: Math.round(minutes / 60) })
  return t('days', { n: Math.round(minutes / 1440) })
}

/** How far. */
export function far(metres: number): string {
  return metres < 950 ? t('metres', { n: Math.round(metres / 10) * 10 }) : t('kilometres', { n: (metres / 1000).toFixed(1) })
}
