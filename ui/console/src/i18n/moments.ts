// Times, spans and numbers as people here write them. The city's clock is Beijing's, wherever the browser stands.

import { fill, lang, tag } from '.'

const ZONE = 'Asia/Shanghai'
const formats = new Map<string, Intl.DateTimeFormat>()

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${tag.value}/${name}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(tag.value, { timeZone: ZONE, hourCycle: 'h23', ...options })
  formats.set(key, made)
  return made
}

const SHORT: Intl.DateTimeFormatOptions = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }

/** `11-23 17:05`, with the year when it is not this one. */
export function moment(at: string | null | undefined, now = Date.now()): string {
  if (!at) return ''
  const date = new Date(at)
  const year = (of: Date) => format('year', { year: 'numeric' }).format(of)
  const other = year(date) !== year(new Date(now))
  return other
    ? format('long', { year: 'numeric', ...SHORT }).format(date)
    : format('short', SHORT).format(date)
}

/** With seconds and year, for proofs and tooltips. */
export function exactly(at: string | null | undefined): string {
  if (!at) return ''
  return format('exact', { year: 'numeric', second: '2-digit', ...SHORT }).format(new Date(at))
}

/** The day alone. */
export function day(at: string | null | undefined): string {
  if (!at) return ''
  return format('day', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(at))
}

const UNITS = {
  zh: { d: '{n}天', h: '{n}小时', m: '{n}分钟', now: '不到1分钟', left: '剩{span}', over: '超{span}', ago: '{span}前' },
  en: { d: '{n} d', h: '{n} h', m: '{n} min', now: 'under 1 min', left: '{span} left', over: '{span} over', ago: '{span} ago' },
} as const

/** A span in its largest unit, two units where the second matters. */
export function span(milliseconds: number): string {
  const units = UNITS[lang.value]
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000)
  if (minutes < 1) return units.now
  if (minutes < 60) return fill(units.m, { n: minutes })
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return fill(units.h, { n: hours })
  return fill(units.d, { n: Math.floor(hours / 24) })
}

/** How long until, or since, a deadline. */
export function until(at: string, now = Date.now()): string {
  const left = new Date(at).getTime() - now
  return fill(left >= 0 ? UNITS[lang.value].left : UNITS[lang.value].over, { span: span(left) })
}

export function ago(at: string, now = Date.now()): string {
  return fill(UNITS[lang.value].ago, { span: span(now - new Date(at).getTime()) })
}

/** Whole numbers: 万 and 亿 in Chinese from ten thousand on, groups of three in English. */
export function count(n: number): string {
  if (lang.value === 'en' || Math.abs(n) < 10_000) return new Intl.NumberFormat(tag.value).format(n)
  const [unit, word] = Math.abs(n) >= 100_000_000 ? [100_000_000, '亿'] : [10_000, '万']
  return `${new Intl.NumberFormat(tag.value, { maximumFractionDigits: 2 }).format(n / unit)}${word}`
}

/** A share of one as per cent. */
export function percent(share: number | null | undefined, digits = 0): string {
  if (share === null || share === undefined) return '—'
  return new Intl.NumberFormat(tag.value, { style: 'percent', maximumFractionDigits: digits }).format(share)
}
