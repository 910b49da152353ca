// The lists that come with the house, as data: a name, for whom, and the question. One component shows them all.

import type { Pair } from '@/i18n'
import type { Role } from '@/session/roles'
import type { ListQuery } from './query'

export interface View {
  readonly id: string
  readonly name: Pair
  readonly roles: readonly Role[]
  readonly query: ListQuery
}

const DESK: readonly Role[] = ['agent', 'dispatcher', 'supervisor', 'auditor']
const AT_WORK: readonly Role[] = ['handler', 'field']

export const VIEWS: readonly View[] = [
  { id: 'intake', name: ['待受理', 'To triage'], roles: ['agent', 'dispatcher', 'supervisor'], query: { state: 'received', sort: 'due_at' } },
  { id: 'queue', name: ['待派遣', 'To dispatch'], roles: ['dispatcher', 'supervisor', 'agent'], query: { state: 'to_dispatch', sort: 'due_at' } },
  { id: 'disputed', name: ['待裁决', 'Disputed'], roles: ['dispatcher', 'supervisor'], query: { state: 'disputed', sort: 'due_at' } },
  { id: 'inbox', name: ['收件箱', 'Inbox'], roles: AT_WORK, query: { state: 'dispatched', sort: 'due_at' } },
  { id: 'mine', name: ['我的', 'Mine'], roles: ['handler'], query: { open: 'true', handler: 'me', sort: 'due_at' } },
  { id: 'nobody', name: ['待分办', 'Nobody’s'], roles: ['handler'], query: { open: 'true', handler: 'nobody', sort: 'due_at' } },
  { id: 'hand', name: ['在办', 'In hand'], roles: [...AT_WORK, ...DESK], query: { state: 'handling,asking,suspended', sort: 'due_at' } },
  { id: 'overdue', name: ['超期', 'Overdue'], roles: [...AT_WORK, ...DESK], query: { overdue: 'true', sort: 'due_at' } },
  { id: 'check', name: ['待核查', 'To check'], roles: ['agent', 'dispatcher', 'field', 'supervisor'], query: { state: 'handled', sort: 'due_at' } },
  { id: 'answer', name: ['待回复', 'To answer'], roles: ['agent', 'dispatcher', 'handler'], query: { state: 'verified', sort: 'due_at' } },
  { id: 'call', name: ['待回访', 'To call back'], roles: ['agent', 'supervisor'], query: { state: 'replied', sort: 'due_at' } },
  { id: 'open', name: ['全部在办', 'All open'], roles: [...AT_WORK, ...DESK], query: { open: 'true', sort: 'due_at' } },
  { id: 'all', name: ['全部', 'All'], roles: [...AT_WORK, ...DESK], query: {} },
]

export function viewsFor(role: string | null): View[] {
  return VIEWS.filter((view) => role !== null && (view.roles as readonly string[]).includes(role))
}
