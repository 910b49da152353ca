// One change of one case. The command keeps its id over every try, so that pressing twice does nothing twice.

import { ask, api, type Schemas } from './client'
import { uuidv7 } from './id'
import type { WholeCase } from './refused'
import type { paths } from './schema'

/** What may be done to a case, as the last part of its address. */
export type Verb = {
  [P in keyof paths]: P extends `/api/v1/cases/{number}/${infer V}`
    ? paths[P] extends { post: { responses: { 200: { content: { 'application/json': Schemas['CaseView'] } } } } } ? V : never
    : never
}[keyof paths]

type BodyOf<V extends Verb> = `/api/v1/cases/{number}/${V}` extends infer P extends keyof paths
  ? paths[P] extends { post: { requestBody: { content: { 'application/json': infer B } } } } ? B : never
  : never

/** What is said with a verb, without what every command carries. */
export type Said<V extends Verb> = Omit<BodyOf<V>, 'command_id' | 'expected_version'>

export interface Command<V extends Verb = Verb> {
  readonly id: string
  readonly number: string
  readonly verb: V
  readonly said: Said<V>
  /** The version on which the person decided. */
  readonly version: number | null
}

export function command<V extends Verb>(number: string, verb: V, said: Said<V>, version: number | null): Command<V> {
  return { id: uuidv7(), number, verb, said, version }
}

/** The same decision upon the case as it is now, after a conflict: a new command, since the old one was refused. */
export function redone<V extends Verb>(old: Command<V>, version: number): Command<V> {
  return command(old.number, old.verb, old.said, version)
}

/** Sends a command; the same one may be sent again until there is an answer. */
export async function perform<V extends Verb>(order: Command<V>): Promise<WholeCase> {
  const body = { ...order.said, command_id: order.id, expected_version: order.version }
  const path = `/api/v1/cases/{number}/${order.verb}` as '/api/v1/cases/{number}/note'
  // The verbs share this one shape; their bodies differ, which `Said` has checked where the command was made.
  const answer = await ask(api.POST(path, { params: { path: { number: order.number } }, body: body as unknown as Schemas['Noting'] }))
  return answer as WholeCase
}
