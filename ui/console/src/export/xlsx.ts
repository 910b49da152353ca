// A workbook in Office Open XML (ECMA-376), written here: sheets of words and numbers need no library. Words are stored as
// words, so that no cell is ever taken for a formula, and a receipt number keeps all its digits.

export type Cell = string | number | null

export interface Sheet {
  readonly name: string
  readonly rows: readonly (readonly Cell[])[]
}

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'

/** The bytes of a workbook. */
export function workbook(sheets: readonly Sheet[]): Uint8Array<ArrayBuffer> {
  const names = sheets.map((sheet, i) => sheetName(sheet.name, i))
  const numbered = sheets.map((_, i) => i + 1)
  const overrides = numbered.map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml'}"/>`)
  return zip([
    ['[Content_Types].xml', `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${overrides.join('')}</Types>`],
    ['_rels/.rels', `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
    ['xl/workbook.xml', `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${names.map((name, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${numbered.map((n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join('')}</Relationships>`],
    ...sheets.map((sheet, i): [string, string] => [`xl/worksheets/sheet${i + 1}.xml`, worksheet(sheet)]),
  ])
}

/** At most 31 letters, none of those that Excel forbids. */
function sheetName(name: string, at: number): string {
  return name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31).trim() || `Sheet${at + 1}`
}

function worksheet(sheet: Sheet): string {
  const rows = sheet.rows.map((row, r) => `<row r="${r + 1}">${row.map((cell, c) => written(cell, `${column(c)}${r + 1}`)).join('')}</row>`)
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>${rows.join('')}</sheetData></worksheet>`
}

function written(cell: Cell, at: string): string {
  if (cell === null || cell === '') return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? `<c r="${at}"><v>${cell}</v></c>` : ''
  return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`
}

/** `A`, `Z`, `AA`: the letters of a column, counted from nought. */
export function column(at: number): string {
  const last = String.fromCharCode(65 + (at % 26))
  return at < 26 ? last : column(Math.floor(at / 26) - 1) + last
}

function escaped(text: string): string {
  const allowed = [...text].filter((sign) => sign >= ' ' || '\t\n\r'.includes(sign)).join('')
  return allowed.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}

/** A ZIP archive (APPNOTE 6.3) whose files are stored as they are. */
function zip(files: readonly (readonly [name: string, text: string])[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const [name, text] of files) {
    const [path, bytes] = [encoder.encode(name), encoder.encode(text)]
    // Version 2.0, names in UTF-8, stored, 1980-01-01: the same figures give the same bytes.
    const shared = numbers([20, 2], [0x0800, 2], [0, 2], [0, 2], [0x21, 2], [crc32(bytes), 4], [bytes.length, 4], [bytes.length, 4], [path.length, 2], [0, 2])
    const local = joined([numbers([0x04034b50, 4]), shared, path, bytes])
    directory.push(joined([numbers([0x02014b50, 4], [20, 2]), shared, numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]), path]))
    parts.push(local)
    offset += local.length
  }
  const entries = joined(directory)
  const end = numbers([0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [entries.length, 4], [offset, 4], [0, 2])
  return joined([...parts, entries, end])
}

/** Numbers, the least byte first. */
function numbers(...all: readonly (readonly [value: number, width: number])[]): Uint8Array {
  return Uint8Array.from(all.flatMap(([value, width]) => Array.from({ length: width }, (_, i) => (value >>> (8 * i)) & 0xff)))
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => Array.from({ length: 8 }).reduce<number>((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n))

/** The check sum of ZIP (ISO 3309). */
export function crc32(bytes: Uint8Array): number {
  return (bytes.reduce((crc, byte) => (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0
}

/** Gives a file to the reader. */
export function download(name: string, bytes: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([bytes], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
