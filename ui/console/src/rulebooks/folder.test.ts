// Files are taken loose or packed, and what cannot be taken is said by its name.

import { expect, test } from 'vitest'
import { NotTaken, read } from './folder'

const bytes = (text: string) => new TextEncoder().encode(text)

async function deflate(content: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([content]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** A zip as packers write it: local records, the directory, the end with a remark. */
async function zip(entries: readonly (readonly [name: string, content: Uint8Array<ArrayBuffer>, deflated: boolean])[]): Promise<Uint8Array<ArrayBuffer>> {
  const records: number[] = []
  const directory: number[] = []
  const u16 = (n: number) => [n & 255, (n >> 8) & 255]
  const u32 = (n: number) => [...u16(n & 0xffff), ...u16(n >>> 16)]
  for (const [name, content, deflated] of entries) {
    const packed = deflated ? await deflate(content) : content
    const at = records.length
    const common = [...u16(20), ...u16(0x800), ...u16(deflated ? 8 : 0), ...u32(0), ...u32(0), ...u32(packed.length), ...u32(content.length), ...u16(bytes(name).length)]
    records.push(...u32(0x04034b50), ...common, ...u16(4), ...bytes(name), 1, 2, 3, 4, ...packed)
    directory.push(...u32(0x02014b50), ...u16(20), ...common, ...u16(0), ...u16(0), ...u16(0), ...u16(0), ...u32(0), ...u32(at), ...bytes(name))
  }
  const end = [...u32(0x06054b50), ...u32(0), ...u16(entries.length), ...u16(entries.length), ...u32(directory.length), ...u32(records.length), ...u16(3), ...bytes('end')]
  return Uint8Array.from([...records, ...directory, ...end])
}

test('a packed folder is read, deflated and stored, and a shadow of a file is not', async () => {
  const packed = await zip([['book/kinds.csv', bytes('code\n'.repeat(200)), true], ['book/city.toml', bytes('[city]'), false], ['__MACOSX/book/kinds.csv', bytes('x'), false], ['book/readme.md', bytes('x'), false]])
  const { files } = await read([new File([packed], 'book.zip')])
  expect(files).toEqual({ 'kinds.csv': 'code\n'.repeat(200), 'city.toml': '[city]' })
})

test('loose files are read with their mark at the beginning, and others are left aside', async () => {
  const { files, aside } = await read([new File(['\ufeffcode'], 'kinds.csv'), new File(['x'], 'messages.csv')])
  expect(files).toEqual({ 'kinds.csv': '\ufeffcode' })
  expect(aside).toEqual(['messages.csv'])
})

test('what is no zip, no text or there twice is refused by name', async () => {
  const cases: [File[], NotTaken['word'], string][] = [
    [[new File(['PK, but no more'], 'book.zip')], 'not_zip', 'book.zip'],
    [[new File([(await zip([['kinds.csv', bytes('abc'), true]])).slice(0, -40)], 'cut.zip')], 'not_zip', 'cut.zip'],
    [[new File([Uint8Array.of(0xc0, 0xe0, 0xb1)], 'kinds.csv')], 'not_text', 'kinds.csv'],
    [[new File(['a'], 'kinds.csv'), new File([await zip([['kinds.csv', bytes('b'), false]])], 'book.zip')], 'twice', 'kinds.csv'],
  ]
  for (const [files, word, file] of cases) await expect(read(files)).rejects.toMatchObject({ word, file })
})
