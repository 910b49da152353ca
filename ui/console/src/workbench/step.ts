// What a case on the bench needs next, and what the machine would do: pure, so that the rule "unsure means a person decides"
// can be tried by itself.

import type { Schemas } from '@/api/client'
import type { WholeCase } from '@/api/refused'

export type Step =
  /** The first kind is sure enough to be taken with one key. */
  | { readonly do: 'triage'; readonly kind: Schemas['Named'] }
  /** The catalogue names the department. */
  | { readonly do: 'dispatch'; readonly entry: Schemas['CatalogueEntry'] }
  /** A person has to look. */
  | { readonly do: 'ask'; readonly why: 'unsure' | 'no_rule' | 'danger' }

export function stepOf(of: WholeCase, suggestion: Schemas['Suggestion'] | null): Step {
  if (of.state === 'to_dispatch') return suggestion?.entry ? { do: 'dispatch', entry: suggestion.entry } : { do: 'ask', why: 'no_rule' }
  const { advice } = of
  // Danger and a clear duplicate are never waved through with the same key as everything else.
  if (advice?.hints.some((hint) => hint.shout)) return { do: 'ask', why: 'danger' }
  if (of.kind) return { do: 'triage', kind: of.kind }
  const [first] = advice?.kinds ?? []
  if (!first || advice?.abstained) return { do: 'ask', why: 'unsure' }
  return { do: 'triage', kind: first }
}

/** The one that follows in the queue when this one is taken out; the one before when it was the last. */
export function neighbour(numbers: readonly string[], gone: string): string | null {
  const at = numbers.indexOf(gone)
  if (at < 0) return numbers[0] ?? null
  return numbers[at + 1] ?? numbers[at - 1] ?? null
}
