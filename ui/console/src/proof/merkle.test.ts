// The tree is built here leaf by leaf after RFC 6962, 2.1, and every leaf of every size is proven and then falsified.

import { expect, test } from 'vitest'
import { equal, isIncluded, isSigned, leafHash, nodeHash, parseKey, parseProof, ProofError, proves, recordedAt, toHex, type Bytes } from './merkle'

const entry = (n: number): Bytes => Uint8Array.of(n, 7, n)

async function root(leaves: readonly Bytes[]): Promise<Bytes> {
  const [only] = leaves
  if (leaves.length === 1 && only) return only
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return nodeHash(await root(leaves.slice(0, k)), await root(leaves.slice(k)))
}

async function path(index: number, leaves: readonly Bytes[]): Promise<Bytes[]> {
  if (leaves.length === 1) return []
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return index < k
    ? [...(await path(index, leaves.slice(0, k))), await root(leaves.slice(k))]
    : [...(await path(index - k, leaves.slice(k))), await root(leaves.slice(0, k))]
}

test('the hash of an empty leaf is the one of RFC 6962', async () => {
  expect(toHex(await leafHash(new Uint8Array()))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
})

test('every leaf of every small tree is proven, and nothing else is', async () => {
  for (let size = 1; size <= 20; size++) {
    const leaves = await Promise.all(Array.from({ length: size }, (_, n) => leafHash(entry(n))))
    const top = await root(leaves)
    for (let index = 0; index < size; index++) {
      const hashes = await path(index, leaves)
      const leaf = leaves[index] as Bytes
      expect(await isIncluded(leaf, index, size, hashes, top)).toBe(true)
      expect(await isIncluded(await leafHash(entry(99)), index, size, hashes, top)).toBe(false)
      expect(await isIncluded(leaf, index, size, [...hashes, top], top)).toBe(false)
      expect(await isIncluded(leaf, index + size, size, hashes, top)).toBe(false)
      if (hashes.length > 0) expect(await isIncluded(leaf, index, size, hashes.slice(1), top)).toBe(false)
      if (size > 1) expect(await isIncluded(leaf, (index + 1) % size, size, hashes, top)).toBe(false)
    }
  }
})

// A proof file of a log with two leaves, signed with a key made on the spot.
async function file(change: (text: string) => string = (text) => text) {
  const leaf = new Uint8Array(41)
  leaf[0] = 1
  new DataView(leaf.buffer).setBigInt64(1, 1_795_000_000_000n)
  leaf.fill(9, 9)
  const neighbour = await leafHash(entry(1))
  const top = await nodeHash(neighbour, await leafHash(leaf))
  const b64 = (bytes: Bytes) => btoa(String.fromCharCode(...bytes))
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']) as CryptoKeyPair
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const typed = Uint8Array.from([1, ...raw])
  const id = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from([...new TextEncoder().encode('city.example/log\n'), ...typed]))).slice(0, 4)
  const text = `city.example/log\n2\n${b64(top)}\n`
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, new TextEncoder().encode(text)))
  const note = `${text}\n— city.example/log ${b64(Uint8Array.from([...id, ...signature]))}\n`
  const proof = `c2sp.org/tlog-proof@v1\nextra ${b64(leaf)}\nindex 1\n${b64(neighbour)}\n\n${note}`
  return { proof: change(proof), key: `city.example/log+${toHex(id)}+${b64(typed)}` }
}

test('a proof file is read, its leaf proven and its signature checked', async () => {
  const { proof, key } = await file()
  const read = parseProof(proof)
  expect(await proves(read)).toBe(true)
  expect(await isSigned(read.note, await parseKey(key))).toBe(true)
  expect(recordedAt(read).getTime()).toBe(1_795_000_000_000)
  expect(read.checkpoint.origin).toBe('city.example/log')
})

test('another index, another leaf or another key proves nothing', async () => {
  const { proof } = await file((text) => text.replace('index 1', 'index 0'))
  expect(await proves(parseProof(proof))).toBe(false)
  const { proof: good } = await file()
  const other = await file()
  expect(await isSigned(parseProof(good).note, await parseKey(other.key))).toBe(false)
  const forged = good.replace('\n2\n', '\n3\n')
  expect(await proves(parseProof(forged))).toBe(false)
})

test('what is no proof file is refused', async () => {
  const { proof } = await file()
  const broken = [proof.replace('v1', 'v2'), proof.replace('extra ', 'extra'), proof.replace('index 1', 'index 01'), proof.replace('— ', '- '), '', proof.slice(0, -1)]
  for (const text of broken) expect(() => parseProof(text)).toThrow(ProofError)
  await expect(parseKey('city+00000000+AAAA')).rejects.toThrow(ProofError)
  expect(equal(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false)
})
