// The server as the queue needs it: pictures in pieces, commands word for word, and every answer as one of a few kinds.

import { ask, get, post, Refused } from './client'
import type { Answer, Server } from '@/queue/send'
import type { Reference } from '@/queue/queue'
import type { Receipt, Told } from '@/queue/item'

/** How large a piece of a picture is, in bytes: what a bad line brings through within seconds. */
const PIECE = 128 * 1024

/** What stands in the way of a command or picture, for a record that waits. */
type Obstacle = Exclude<Answer, { kind: 'kept' }>

export const server: Server = {
  async command(address, body) {
    return told(async () => ({ kind: 'kept', receipt: await post<Receipt>(address, body) }) as const)
  },

  async upload({ bytes }) {
    const digest = await sha256(bytes)
    return told<Reference>(() => bring(digest, bytes))
  },
}

/** What the server has of a picture. */
interface There {
  chunks: { number: number; bytes: number }[]
  done: Reference | null
}

/** Asks what is there, and brings the rest. A picture is known by the digest of its bytes, so nothing of it comes twice. */
async function bring(digest: string, bytes: ArrayBuffer): Promise<Reference> {
  const address = `/api/v1/attachments/${digest}`
  const { chunks, done } = await get<There>(`${address}/chunks`)
  if (done) return only(done)
  for (let number = 0; number * PIECE < bytes.byteLength; number += 1) {
    const body = bytes.slice(number * PIECE, (number + 1) * PIECE)
    if (chunks.some((chunk) => chunk.number === number && chunk.bytes === body.byteLength)) continue
    await ask('PUT', `${address}/chunks/${number}`, { body, headers: { 'Content-Type': 'application/octet-stream' } })
  }
  return only(await post<Reference>(`${address}/complete`, '{}'))
}

/** What a command names a picture by, and nothing besides. */
function only({ reference, sha256 }: Reference): Reference {
  return { reference, sha256 }
}

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The server's no as what it means for a record that waits. No signal is thrown on. */
async function told<T>(doing: () => Promise<T>): Promise<T | Obstacle> {
  try {
    return await doing()
  } catch (why) {
    if (why instanceof Refused) return obstacle(why)
    throw why
  }
}

/** What no repeat would change is for a person to look at; the rest is tried again. */
export function obstacle(no: Refused): Obstacle {
  if (no.status === 401) return { kind: 'login' }
  if (no.status === 408 || no.status === 429 || no.status >= 500) return { kind: 'later', seconds: no.retryAfter ?? 15 }
  const { status, code, message, next } = no
  const refusal: Told = { status, code, message, next }
  if (no.case) [refusal.version, refusal.state] = [no.case.version, no.case.state_name]
  return { kind: 'refused', told: refusal }
}
