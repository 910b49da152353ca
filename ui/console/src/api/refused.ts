// What the server would not do, or what kept it from answering: each with a sentence and the next step.

import { catalogue, pick } from '@/i18n'
import type { components } from './schema'

export type Problem = components['schemas']['Problem']
export type WholeCase = components['schemas']['WholeCase']

/** What sort of no it is; each is shown in its own way. */
export type Sort = 'login' | 'forbidden' | 'missing' | 'conflict' | 'invalid' | 'often' | 'large' | 'down' | 'offline' | 'cancelled'

export const words = catalogue({
  offline: ['网络断开，没有送达', 'No connection; nothing was sent'],
  offline_next: ['已填内容还在这里，网络恢复后再按一次，不会重复', 'What you typed is still here; press again once you are online, nothing is done twice'],
  down: ['服务器没有应答', 'The server does not answer'],
  down_next: ['已填内容还在这里，请稍后再按一次，不会重复', 'What you typed is still here; press again later, nothing is done twice'],
  often: ['操作太频繁，请 {n} 秒后再试', 'Too often; try again in {n} seconds'],
  login: ['登录已过期', 'Your session has ended'],
  login_next: ['请重新登录，已填内容不会丢失', 'Log in again; what you typed is kept'],
  forbidden_next: ['请有相应权限的同事办理', 'Ask a colleague who has the right'],
  conflict_next: ['查看最新情况后再决定', 'Look at the case as it is now, then decide again'],
  missing_next: ['请核对编号，或返回列表', 'Check the number, or go back to the list'],
  large_next: ['请减小后再送', 'Make it smaller and send it again'],
  invalid_next: ['请按提示修改后再送', 'Correct it and send it again'],
  cancelled: ['已取消', 'Cancelled'],
  unknown: ['服务器给出了看不懂的应答（{status}）', 'The server gave an answer that cannot be read ({status})'],
})

const SORTS: Readonly<Record<number, Sort>> = {
  401: 'login', 403: 'forbidden', 404: 'missing', 409: 'conflict', 413: 'large', 429: 'often',
}

export class Refused extends Error {
  readonly sort: Sort
  readonly status: number
  /** What happened, for programs; the server's own word or ours. */
  readonly code: string
  /** What to do next. */
  readonly next: string
  /** The law or rule behind it. */
  readonly ground: string
  /** Names the answer in the server's log. */
  readonly instance: string
  /** After a conflict: the case as it is now. */
  readonly present: WholeCase | null

  constructor(sort: Sort, message: string, next: string, told: Partial<Problem> = {}) {
    super(message)
    this.name = 'Refused'
    this.sort = sort
    this.status = told.status ?? 0
    this.code = told.code ?? sort
    this.next = next
    this.ground = told.ground ?? ''
    this.instance = told.instance ?? ''
    this.present = (told.case as WholeCase | null | undefined) ?? null
  }

  /** Whether the same command may go through if it is simply sent again. */
  get mayPass(): boolean {
    return ['down', 'offline', 'often', 'login'].includes(this.sort)
  }
}

/** The server's no, in its own words where it has some. */
export function fromAnswer(response: Response, told: Partial<Problem>): Refused {
  const sort = SORTS[response.status] ?? (response.status >= 500 ? 'down' : 'invalid')
  const wait = response.headers.get('retry-after')
  if (sort === 'often') return new Refused(sort, pick(words.often, { n: wait ?? '60' }), told.next ?? '', told)
  const message = told.message ?? (sort === 'down' ? pick(words.down) : pick(words.unknown, { status: response.status }))
  const next = { login: words.login_next, down: words.down_next, conflict: words.conflict_next, forbidden: words.forbidden_next,
    missing: words.missing_next, large: words.large_next, invalid: words.invalid_next } as const
  // The server speaks of addresses and command ids to programs; people are told what to press.
  const ours = sort === 'login' || sort === 'down' || !told.next
  return new Refused(sort, message, ours && sort in next ? pick(next[sort as keyof typeof next]) : (told.next ?? ''), told)
}

/** No answer at all. */
export function unreached(): Refused {
  const offline = globalThis.navigator?.onLine === false
  return offline
    ? new Refused('offline', pick(words.offline), pick(words.offline_next))
    : new Refused('down', pick(words.down), pick(words.down_next))
}

export function cancelled(): Refused {
  return new Refused('cancelled', pick(words.cancelled), '')
}

/** Anything that was thrown, as a refusal. What is no refusal is a mistake of ours and goes to the console as well. */
export function asRefused(thrown: unknown): Refused {
  if (thrown instanceof Refused) return thrown
  console.error(thrown)
  return new Refused('invalid', thrown instanceof Error ? thrown.message : String(thrown), '')
}
