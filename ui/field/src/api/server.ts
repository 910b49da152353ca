// The server as the queue needs it: pictures in pieces, commands word for word, and every answer as one of a few kinds.

import { ask, post, Refused } from './client'
import type { Answer, Server } from '@/queue/send'
import type { Reference } from '@/queue/queue'
import type { Receipt, Told } from '@/queue/item'

/** How large a piece of a picture is, in bytes: what a bad line brings through within seconds. */
const PIECE = 128 * 1024

/** What stands in the way of a command or picture, for a record that waits. */
type Obstacle = Exclude<Answer, { kind: 'kept' }>

/** How a picture on its way in stands. */
interface Arriving {
  /** Pieces that are there, by their number from 0. */
  pieces?: { number: number; bytes: number }[]
  reference?: string
  sha256?: string
}

export const server: Server = {
  async command(address, body) {
    return told(async () => ({ kind: 'kept', receipt: await post<Receipt>(address, body) }) as const)
  },

  async upload({ bytes }) {
    const digest = await sha256(bytes)
    return told<Reference>(() => bring(digest, bytes))
  },
}

/** Asks what is there, and brings the rest. */
async function bring(digest: string, bytes: ArrayBuffer): Promise<Reference> {
  const address = `/api/v1/attachments/uploads/${digest}`
  const arriving = await arrivingAt(address)
  const there = new Set(arriving.pieces?.map(({ number }) => number))
  for (let number = 0; number * PIECE < bytes.byteLength; number += 1) {
    if (there.has(number)) continue
    const body = bytes.slice(number * PIECE, (number + 1) * PIECE)
    await ask('PUT', `${address}/${number}`, { body, headers: { 'Content-Type': 'application/octet-stream' } })
  }
  return post<Reference>(`${address}/finish`, '{}')
}

async function arrivingAt(address: string): Promise<Arriving> {
  const answer = await ask('GET', address)
  return (await answer.json()) as Arriving
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
