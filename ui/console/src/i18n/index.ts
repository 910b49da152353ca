// Words in Chinese and English. A word is a pair, so that none can lack its other half; the compiler knows every key.
// There is no message compiler (the content security policy forbids to evaluate text): a slot is `{name}`, and that is all.

import { computed, ref } from 'vue'

export type Lang = 'zh' | 'en'
export type Pair = readonly [zh: string, en: string]
export type Words = Readonly<Record<string, Pair>>
export type Slots = Readonly<Record<string, string | number>>

const KEPT = 'jingwei.lang'

function remembered(): Lang {
  const kept = globalThis.localStorage?.getItem(KEPT)
  if (kept === 'zh' || kept === 'en') return kept
  // Without a browser, as in tests, it is Chinese.
  const wanted = typeof document === 'undefined' ? 'zh-CN' : navigator.language
  return wanted.toLowerCase().startsWith('en') ? 'en' : 'zh'
}

const chosen = ref<Lang>(remembered())

/** The language in use. Reading it in a template or a computed value makes that follow a change. */
export const lang = computed(() => chosen.value)

/** The tag for `lang` attributes and `Accept-Language`. */
export const tag = computed(() => (chosen.value === 'zh' ? 'zh-CN' : 'en'))

export function setLang(to: Lang): void {
  chosen.value = to
  localStorage.setItem(KEPT, to)
}

/** Fills the slots of a text. An unknown slot stays visible, so that the mistake is seen. */
export function fill(text: string, slots?: Slots): string {
  if (!slots) return text
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in slots ? String(slots[name]) : whole))
}

/** The half of a pair that is in use now. */
export function pick(pair: Pair, slots?: Slots): string {
  return fill(chosen.value === 'zh' ? pair[0] : pair[1], slots)
}

/** Declares the words of a folder; it only keeps the types narrow. */
export function catalogue<W extends Words>(words: W): W {
  return words
}

/** `const say = speaker(words)`; then `say('key', { slot: 1 })` in script and template. */
export function speaker<W extends Words>(words: W): (key: keyof W & string, slots?: Slots) => string {
  return (key, slots) => {
    const pair = words[key]
    return pair ? pick(pair, slots) : key
  }
}

/** The name of something that the server tells in both languages; some things have a Chinese name only. */
export function named(thing: { name: string; name_en?: string } | null | undefined): string {
  if (!thing) return ''
  return chosen.value === 'en' && thing.name_en ? thing.name_en : thing.name
}
