// That a ledger only grew: a consistency proof after RFC 6962 (2.1.2), made here from the ledger's tiles (C2SP tlog-tiles) and
// verified after RFC 9162 (2.1.4.2). Whatever the tiles say, a proof that holds leads from the one root to the other.

import { equal, nodeHash, ProofError, type Bytes } from '@/proof/merkle'

const TILE_HEIGHT = 8
const TILE_WIDTH = 256
const HASH_BYTES = 32

/** The bytes of a tile by its path below `/ledger/`. */
export type ReadTile = (path: string) => Promise<Bytes>

/** A stretch of leaves under one node. */
type Range = readonly [from: number, to: number]

/** The nodes that prove the tree of `size` leaves to begin with that of `before`. */
export function proofNodes(before: number, size: number): Range[] {
  if (before === 0 || before === size) return []
  return subproof(before, 0, size, true)
}

function subproof(before: number, from: number, to: number, known: boolean): Range[] {
  if (before === to - from) return known ? [] : [[from, to]]
  const half = halfOf(to - from)
  return before <= half
    ? [...subproof(before, from, from + half, known), [from + half, to]]
    : [...subproof(before - half, from + half, to, false), [from, from + half]]
}

/** The largest power of two below a number above one. */
function halfOf(n: number): number {
  let half = 1
  while (half * 2 < n) half *= 2
  return half
}

/** Whether the tree with the second root begins with the tree of the first. */
export async function isConsistent(before: number, size: number, path: readonly Bytes[], first: Bytes, second: Bytes): Promise<boolean> {
  if (before > size || before < 0) return false
  if (before === 0) return path.length === 0
  if (before === size) return path.length === 0 && equal(first, second)
  const isWhole = halfOf(before * 2) === before
  const [start, ...rest] = isWhole ? [first, ...path] : path
  if (!start) return false
  // Numbers above 2^31 have no bit operations in this language, so halves are taken by division.
  let [fn, sn] = [before - 1, size - 1]
  const up = () => { [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)] }
  while (fn % 2 === 1) up()
  let [old, now] = [start, start]
  for (const other of rest) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      old = await nodeHash(other, old)
      now = await nodeHash(other, now)
      while (fn % 2 === 0 && fn !== 0) up()
    } else {
      now = await nodeHash(now, other)
    }
    up()
  }
  return sn === 0 && equal(old, first) && equal(now, second)
}

/** The hashes of the proof, from the tiles of a ledger of `size` entries. */
export async function provePath(before: number, size: number, read: ReadTile): Promise<Bytes[]> {
  const tiles = new Map<string, Promise<Bytes>>()
  const once = (path: string) => {
    const known = tiles.get(path) ?? read(path)
    tiles.set(path, known)
    return known
  }
  const path: Bytes[] = []
  for (const range of proofNodes(before, size)) path.push(await hashOf(range, size, once))
  return path
}

async function hashOf([from, to]: Range, size: number, read: ReadTile): Promise<Bytes> {
  const width = to - from
  const half = width === 1 ? 1 : halfOf(width)
  if (width > 1 && half * 2 !== width) return nodeHash(await hashOf([from, from + half], size, read), await hashOf([from + half, to], size, read))
  const height = Math.round(Math.log2(width))
  const level = Math.floor(height / TILE_HEIGHT)
  const below = 2 ** (level * TILE_HEIGHT)
  const [first, many] = [from / below, width / below]
  const tile = await read(pathOf(level, Math.floor(first / TILE_WIDTH), Math.floor(size / below)))
  let hashes = Array.from({ length: many }, (_, i) => hashAt(tile, (first % TILE_WIDTH) + i))
  while (hashes.length > 1) hashes = await pairs(hashes)
  return hashes[0] as Bytes
}

function hashAt(tile: Bytes, at: number): Bytes {
  const hash = tile.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES)
  if (hash.length !== HASH_BYTES) throw new ProofError('malformed')
  return hash
}

async function pairs(hashes: readonly Bytes[]): Promise<Bytes[]> {
  const above: Bytes[] = []
  for (let i = 0; i < hashes.length; i += 2) above.push(await nodeHash(hashes[i] as Bytes, hashes[i + 1] as Bytes))
  return above
}

/** The path of a tile among `all` hashes of its level; the last one may be partial. */
export function pathOf(level: number, tile: number, all: number): string {
  const digits = String(tile).padStart(Math.ceil(String(tile).length / 3) * 3, '0')
  const groups = digits.match(/.{3}/g) ?? []
  const name = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
  const width = Math.min(TILE_WIDTH, all - tile * TILE_WIDTH)
  return `tile/${level}/${name}${width < TILE_WIDTH ? `.p/${width}` : ''}`
}
