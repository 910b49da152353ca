// Which of the city's templates fit a case and an act, and their words with what is known of the case.

import type { Schemas } from '@/api/client'
import type { WholeCase } from '@/api/refused'
import { fill } from '@/i18n'

export type Template = Schemas['Template']

/** What a template speaks of. */
export type Subject = Pick<WholeCase, 'number' | 'kind' | 'department' | 'address' | 'filed_at' | 'due_at'>

/** The templates of a verb: those of the kind first, then those above it, then those for all. */
export function fitting(all: readonly Template[], verb: string, kinds: readonly string[]): Template[] {
  const rank = (template: Template) => (template.kind === '' ? kinds.length : kinds.indexOf(template.kind))
  return all.filter((template) => template.verb === verb && rank(template) >= 0).toSorted((a, b) => rank(a) - rank(b))
}

/** The words with what is known filled in; what is not known stays in its braces, to be seen. A resident reads Chinese names. */
export function filled(template: Template, of: Subject, moment: (at: string) => string): string {
  const known = {
    number: of.number,
    kind: of.kind?.name,
    department: of.department?.name,
    place: of.address,
    filed_at: of.filed_at && moment(of.filed_at),
    due_at: of.due_at && moment(of.due_at),
  }
  const said = Object.fromEntries(Object.entries(known).filter(([, value]) => value)) as Record<string, string>
  return fill(template.text, said)
}

/** The slots that are still to be filled in. */
export const slotsLeft = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])]
