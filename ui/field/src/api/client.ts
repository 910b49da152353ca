// Asking the server: what comes back is an answer, a no in the server's own words, or nothing at all.

import type { components } from './schema'
import { lang } from '@/words'

type Schemas = components['schemas']
export type Me = Schemas['Me']
export type CaseLine = Schemas['CaseLine']
export type WholeCase = Schemas['WholeCase']
export type Named = Schemas['Named']
export type KindView = Schemas['KindView']

/** The server said no. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly next: string
  readonly case: { version?: number; state_name?: string } | undefined
  readonly retryAfter: number | undefined

  constructor(status: number, problem: Partial<Schemas['Problem']>, retryAfter?: number) {
    super(problem.message ?? `HTTP ${status}`)
    this.status = status
    this.code = problem.code ?? String(status)
    this.next = problem.next ?? ''
    this.case = problem.case as Refused['case']
    this.retryAfter = retryAfter
  }
}

/** Nobody answered: no signal, or the server is down. */
export class Unreachable extends Error {}

/** How long one answer may take on a bad line, in milliseconds. */
const PATIENCE_MS = 60_000

/** Sends a request, and gives the answer with its status when it is a yes. */
export async function ask(method: string, address: string, more: { body?: BodyInit; headers?: Record<string, string> } = {}): Promise<Response> {
  const headers = { 'Accept-Language': lang.value, ...more.headers }
  const answer = await fetch(address, { method, body: more.body, headers, signal: AbortSignal.timeout(PATIENCE_MS) }).catch((why: unknown) => {
    throw new Unreachable(String(why))
  })
  if (answer.ok) return answer
  const retryAfter = Number(answer.headers.get('Retry-After')) || undefined
  // A gateway on the way may answer in words of its own.
  const problem = (await answer.json().catch(() => ({}))) as Partial<Schemas['Problem']>
  throw new Refused(answer.status, problem, retryAfter)
}

/** GETs JSON. */
export async function get<T>(address: string): Promise<T> {
  return (await read(await ask('GET', address))) as T
}

/** POSTs JSON that is already written out. */
export async function post<T>(address: string, body: string): Promise<T> {
  return (await read(await ask('POST', address, { body, headers: { 'Content-Type': 'application/json' } }))) as T
}

async function read(answer: Response): Promise<unknown> {
  return answer.json().catch((why: unknown) => {
    // The line broke in the middle of the answer: what was done is not known, and the same command again will tell.
    throw new Unreachable(String(why))
  })
}
