// Handled, replied, solved, satisfied, evaluated: five facts, not one. Each has its own witness, and not said is not no.

import type { WholeCase } from '@/api/refused'

export type Answer = 'yes' | 'no' | 'open' | 'unsaid'

export interface Fact {
  readonly id: 'handled' | 'replied' | 'solved' | 'satisfied' | 'evaluated'
  readonly answer: Answer
  readonly at: string | null
  /** Who says so: the department, the hotline, the reporter, the supervisor. */
  readonly by: 'department' | 'hotline' | 'reporter' | 'supervisor'
}

const ofBool = (value: boolean | null | undefined): Answer => (value === true ? 'yes' : value === false ? 'no' : 'unsaid')

export function fiveFacts(of: WholeCase): Fact[] {
  const sent = of.checks.findLast((check) => !check.passed)
  const work = of.handlings.at(-1)
  const handled = work !== undefined && (!sent || sent.at < work.at)
  const final = of.replies.findLast((reply) => !reply.interim)
  // Only what was said of the work that stands now counts; an earlier round is history.
  const said = of.feedback.filter((one) => one.round === of.round && one.reached)
  const solved = said.findLast((one) => one.solved !== null && one.solved !== undefined)
  const satisfied = said.findLast((one) => one.satisfied !== null && one.satisfied !== undefined)
  const called = of.feedback.some((one) => one.round === of.round)
  return [
    { id: 'handled', answer: handled ? 'yes' : 'open', at: handled ? work.at : null, by: 'department' },
    { id: 'replied', answer: final ? 'yes' : 'open', at: final?.at ?? null, by: 'hotline' },
    { id: 'solved', answer: solved ? ofBool(solved.solved) : called ? 'unsaid' : 'open', at: solved?.at ?? null, by: 'reporter' },
    { id: 'satisfied', answer: satisfied ? ofBool(satisfied.satisfied) : called ? 'unsaid' : 'open', at: satisfied?.at ?? null, by: 'reporter' },
    { id: 'evaluated', answer: of.evaluation ? ofBool(of.evaluation.qualified) : 'open', at: of.evaluation?.at ?? null, by: 'supervisor' },
  ]
}
