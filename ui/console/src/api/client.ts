// The one way to the server: typed by its own description of the doors, in the reader's language, and never losing what was
// sent because a session ended in between.

import createClient from 'openapi-fetch'
import { tag } from '@/i18n'
import { fromAnswer, unreached, type Problem } from './refused'
import type { components, paths } from './schema'

export type Schemas = components['schemas']

/** Asks for a login on top of the page; answers whether somebody came in. The session sets it. */
type Doorman = () => Promise<boolean>
let doorman: Doorman = () => Promise.resolve(false)
export function setDoorman(to: Doorman): void {
  doorman = to
}

const COMES_IN = '/api/v1/sessions'
const WHO_AM_I = '/api/v1/me'

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (thrown) {
    if (request.signal.aborted) throw thrown
    throw unreached()
  }
}

/** Sends; when the session has ended, asks for a login and sends the very same request again. */
async function send(request: Request): Promise<Response> {
  request.headers.set('Accept-Language', tag.value)
  const again = request.clone()
  const response = await reach(request)
  const path = new URL(request.url).pathname
  if (response.status !== 401 || path === COMES_IN || path === WHO_AM_I) return response
  return (await doorman()) ? reach(again) : response
}

/** The typed client; `ask` turns its answers into values. */
export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? '', fetch: send })

interface Answered<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The value of an answer, or a `Refused` thrown. `const page = await ask(api.GET('/api/v1/cases', …))`. */
export async function ask<T>(answering: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await answering
  if (!response.ok) throw fromAnswer(response, told(error))
  return data as T
}

/** A plain request past the typed client: bytes, notes and files. */
export async function fetchRaw(path: string, init?: RequestInit): Promise<Response> {
  const response = await send(new Request(new URL(path, location.origin), init))
  if (response.ok) return response
  throw fromAnswer(response, told(await response.json().catch(() => null)))
}

function told(body: unknown): Partial<Problem> {
  return typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {}
}
