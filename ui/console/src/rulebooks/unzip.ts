// A zip, opened in the browser: its files by name, those that are wanted alone. APPNOTE 6.3, without encryption and zip64.

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const MOST_REMARK = 0xffff
const STORED = 0
const DEFLATED = 8

export class NoZip extends Error {}

/** The files of a zip that are wanted; folders around them are left away. */
export async function unzip(bytes: Uint8Array<ArrayBuffer>, wanted: (name: string) => boolean): Promise<[name: string, content: Uint8Array<ArrayBuffer>][]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const end = findEnd(view)
    const found: [string, Uint8Array<ArrayBuffer>][] = []
    let at = view.getUint32(end + 16, true)
    for (let left = view.getUint16(end + 10, true); left > 0; left--) {
      if (view.getUint32(at, true) !== ENTRY) throw new NoZip()
      const nameBytes = view.getUint16(at + 28, true)
      const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes))
      const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
      // A Mac packs a shadow of every file beside it.
      if (wanted(name) && !path.startsWith('__MACOSX/')) found.push([name, await content(bytes, view, at)])
      at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    }
    return found
  } catch {
    throw new NoZip()
  }
}

/** The end record stands last, before a remark of any length. */
function findEnd(view: DataView): number {
  const last = view.byteLength - END_BYTES
  for (let at = last; at >= Math.max(0, last - MOST_REMARK); at--) if (view.getUint32(at, true) === END) return at
  throw new NoZip()
}

async function content(bytes: Uint8Array<ArrayBuffer>, view: DataView, entry: number): Promise<Uint8Array<ArrayBuffer>> {
  const method = view.getUint16(entry + 10, true)
  const packed = view.getUint32(entry + 20, true)
  const local = view.getUint32(entry + 42, true)
  if (view.getUint32(local, true) !== LOCAL) throw new NoZip()
  // The local record has lengths of its own: some packers write other extra fields there.
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
  const raw = bytes.slice(start, start + packed)
  if (raw.length !== packed) throw new NoZip()
  if (method === STORED) return raw
  if (method !== DEFLATED) throw new NoZip()
  const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
