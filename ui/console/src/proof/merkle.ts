// The tree of the ledger, checked in the browser and not at the server's word: RFC 6962 hashes, an inclusion proof after
// RFC 9162 (2.1.3.2), and the proof file of C2SP tlog-proof with its signed checkpoint.

// Typed arrays over plain buffers: WebCrypto takes no shared memory.
export type Bytes = Uint8Array<ArrayBuffer>

export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Bytes
}

export interface Signature {
  readonly name: string
  readonly keyId: number
  readonly bytes: Bytes
}

export interface SignedNote {
  readonly text: string
  readonly signatures: readonly Signature[]
}

export interface LogProof {
  /** The leaf, as it was hashed. */
  readonly entry: Bytes
  readonly index: number
  readonly hashes: readonly Bytes[]
  readonly note: SignedNote
  readonly checkpoint: Checkpoint
}

const FIRST_LINE = 'c2sp.org/tlog-proof@v1'
const ENTRY_BYTES = 41
const HASH_BYTES = 32
const ED25519 = 1

export class ProofError extends Error {}

export function fromBase64(text: string): Bytes {
  let raw: string
  try {
    raw = atob(text)
  } catch {
    throw new ProofError('malformed')
  }
  if (btoa(raw) !== text) throw new ProofError('malformed')
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0))
}

export function toHex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function sha256(...parts: readonly Bytes[]): Promise<Bytes> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all))
}

export const leafHash = (entry: Bytes): Promise<Bytes> => sha256(Uint8Array.of(0), entry)
export const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(Uint8Array.of(1), left, right)

export function equal(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/** Whether the leaf stands at `index` in the tree of `size` leaves with that root. */
export async function isIncluded(leaf: Bytes, index: number, size: number, hashes: readonly Bytes[], root: Bytes): Promise<boolean> {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false
  // Numbers above 2^31 have no bit operations in this language, so halves are taken by division.
  let [fn, sn] = [index, size - 1]
  let hash = leaf
  for (const other of hashes) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      hash = await nodeHash(other, hash)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else {
      hash = await nodeHash(hash, other)
    }
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && equal(hash, root)
}

export function parseNote(note: string): SignedNote {
  const divide = note.lastIndexOf('\n\n')
  if (divide < 0 || !note.endsWith('\n')) throw new ProofError('malformed')
  const signatures = note.slice(divide + 2, -1).split('\n').map((line) => {
    const [, name, code] = /^— ([^ +]+) (\S+)$/.exec(line) ?? []
    if (!name || !code) throw new ProofError('malformed')
    const bytes = fromBase64(code)
    if (bytes.length < 5) throw new ProofError('malformed')
    return { name, keyId: new DataView(bytes.buffer).getUint32(0), bytes: bytes.slice(4) }
  })
  return { text: note.slice(0, divide + 1), signatures }
}

export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root] = text.split('\n')
  if (!origin || !size || !root || !/^(0|[1-9]\d{0,15})$/.test(size)) throw new ProofError('malformed')
  const bytes = fromBase64(root)
  if (bytes.length !== HASH_BYTES) throw new ProofError('malformed')
  return { origin, size: Number(size), root: bytes }
}

export function parseProof(text: string): LogProof {
  const divide = text.indexOf('\n\n')
  const [first, extra, place, ...lines] = text.slice(0, divide).split('\n')
  if (divide < 0 || first !== FIRST_LINE || !extra?.startsWith('extra ') || !/^index (0|[1-9]\d{0,15})$/.test(place ?? '')) throw new ProofError('malformed')
  const hashes = lines.map(fromBase64)
  if (hashes.some((hash) => hash.length !== HASH_BYTES) || hashes.length > 64) throw new ProofError('malformed')
  const entry = fromBase64(extra.slice('extra '.length)).slice(0, ENTRY_BYTES)
  if (entry.length !== ENTRY_BYTES || entry[0] !== 1) throw new ProofError('malformed')
  const note = parseNote(text.slice(divide + 2))
  return { entry, index: Number(place?.slice('index '.length)), hashes, note, checkpoint: parseCheckpoint(note.text) }
}

/** When the entry was recorded, by the server's clock. */
export function recordedAt(proof: LogProof): Date {
  const view = new DataView(proof.entry.buffer, proof.entry.byteOffset)
  return new Date(Number(view.getBigInt64(1)))
}

/** The public half of a log's key in its text form, `<name>+<id>+<base64>`. */
export interface VerifierKey {
  readonly name: string
  readonly keyId: number
  readonly key: Bytes
}

export async function parseKey(text: string): Promise<VerifierKey> {
  const [, name, id, code] = /^([^ +]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? []
  if (!name || !id || !code) throw new ProofError('bad_key')
  const bytes = fromBase64(code)
  if (bytes.length !== 33 || bytes[0] !== ED25519) throw new ProofError('bad_key')
  const digest = await sha256(new TextEncoder().encode(`${name}\n`), bytes)
  if (toHex(digest.slice(0, 4)) !== id) throw new ProofError('bad_key')
  return { name, keyId: Number.parseInt(id, 16), key: bytes.slice(1) }
}

/** Whether the key signed the note. */
export async function isSigned(note: SignedNote, by: VerifierKey): Promise<boolean> {
  const signature = note.signatures.find((one) => one.name === by.name && one.keyId === by.keyId)
  if (!signature) return false
  const key = await crypto.subtle.importKey('raw', by.key, 'Ed25519', false, ['verify'])
  return crypto.subtle.verify('Ed25519', key, signature.bytes, new TextEncoder().encode(note.text))
}

export async function proves(proof: LogProof): Promise<boolean> {
  return isIncluded(await leafHash(proof.entry), proof.index, proof.checkpoint.size, proof.hashes, proof.checkpoint.root)
}
