// Why the machine thinks so, in people's words. The server tells reasons as a word and what follows it.

import { nameOf } from '@/cases/names'
import { catalogue, fill, pick, type Pair } from '@/i18n'

export const words = catalogue({
  copy: ['内容相同', 'Same text'],
  place: ['地点“{what}”', 'Place “{what}”'],
  other_place: ['但地点不同：{what}', 'But another place: {what}'],
  phrase: ['都提到“{what}”', 'Both say “{what}”'],
  metres: ['相距 {what} 米', '{what} m apart'],
  hours: ['相隔 {what} 小时', '{what} h apart'],
  same_kind: ['同类事项', 'Same kind'],
  rule: ['派遣目录 {what}', 'Rule {what} of the catalogue'],
  history: ['以往同类 {what}', 'History: {what}'],
})

function what(word: string, rest: string): string {
  if (word !== 'history') return rest
  const [share, ...by] = rest.split(' ')
  const channel = /channel (\w+)/.exec(by.join(' '))?.[1]
  return [share, channel ? nameOf('channel', channel) : ''].filter(Boolean).join('，')
}

/** One reason; a word that this release does not know stays as the server says it. */
export function reason(told: string): string {
  const [word = '', ...rest] = told.split(' ')
  const pair = (words as Readonly<Record<string, Pair>>)[word]
  return pair ? fill(pick(pair), { what: what(word, rest.join(' ')) }) : told
}

/** All of them; those that only repeat a longer one are left out. */
export function reasons(told: readonly string[] | undefined): string {
  const all = told ?? []
  const repeated = (one: string) => one.startsWith('place ') && all.some((other) => other !== one && other.startsWith('phrase ') && other.includes(one.slice('place '.length)))
  return all.filter((one) => !repeated(one)).map(reason).join('；')
}
