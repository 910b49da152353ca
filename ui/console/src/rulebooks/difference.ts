// In what two rulebooks differ, as rows that came, went or changed. The server tells lines; here a line that went and a line
// that came are one row that changed when they speak of the same thing.

import type { Schemas } from '@/api/client'
import type { Files } from './folder'

type Line = Schemas['ChangeView']

export interface Cell {
  readonly name: string
  readonly before: string
  readonly after: string
}

export interface Row {
  readonly what: 'added' | 'removed' | 'changed'
  readonly line: number
  /** What it speaks of: its code, and its name where it has one. */
  readonly subject: string
  /** The cells that changed; of a row that came or went, none. */
  readonly cells: readonly Cell[]
  /** The line as it stands in the file. */
  readonly text: string
}

export interface FileDifference {
  readonly file: string
  readonly rows: readonly Row[]
  readonly added: number
  readonly removed: number
  readonly changed: number
}

/** A line taken apart. Lines of one key speak of the same thing, or of its parts. */
interface Read {
  readonly line: Line
  readonly key: string
  readonly subject: string
  readonly cells: ReadonlyMap<string, string>
}

/** File by file in the order of the server; `files` are those of the newer rulebook. */
export function compare(lines: readonly Line[], files: Files): FileDifference[] {
  const byFile = new Map<string, Line[]>()
  for (const line of lines) byFile.set(line.file, [...(byFile.get(line.file) ?? []), line])
  return [...byFile].map(([file, its]) => {
    const rows = rowsOf(file, its, files[file] ?? '')
    const many = (what: Row['what']) => rows.filter((row) => row.what === what).length
    return { file, rows, added: many('added'), removed: many('removed'), changed: many('changed') }
  })
}

function rowsOf(file: string, lines: readonly Line[], text: string): Row[] {
  const now = text.split('\n', 1)[0] ?? ''
  const before = lines.find((line) => line.change === 'removed' && line.line === 1)?.text ?? now
  const reader = (header: string) => (line: Line) => take(file, line, cellsOf(header), text)
  const went = lines.filter((line) => line.change === 'removed').map(reader(before))
  const came = lines.filter((line) => line.change === 'added').map(reader(now))
  const pairs = file.endsWith('.toml') ? pairsInOrder(went, came) : pairsByLikeness(went, came)
  const rows: Row[] = []
  for (const one of came) {
    const old = pairs.get(one)
    rows.push({ what: old ? 'changed' : 'added', line: one.line.line, subject: one.subject, cells: old ? changes(old, one) : [], text: one.line.text })
  }
  const paired = new Set(pairs.values())
  for (const one of went) if (!paired.has(one)) rows.push({ what: 'removed', line: one.line.line, subject: one.subject, cells: [], text: one.line.text })
  return rows
}

function take(file: string, line: Line, header: readonly string[], text: string): Read {
  if (file.endsWith('.csv')) return ofTable(line, header)
  if (file.endsWith('.geojson')) return ofGrid(line)
  return ofSetting(line, text)
}

function ofTable(line: Line, header: readonly string[]): Read {
  const found = cellsOf(line.text)
  const cells = new Map(found.map((cell, i) => [header[i] ?? String(i + 1), cell]))
  // What a header says is no row of the table; the two of them belong together.
  if (line.line === 1) return { line, key: '\u0000', subject: '', cells }
  const key = found[0] ?? ''
  const name = cells.get('name') ?? ''
  return { line, key, subject: [key, name].filter(Boolean).join(' '), cells }
}

function ofGrid(line: Line): Read {
  try {
    const feature = JSON.parse(line.text.replace(/,\s*$/, '')) as { properties: Record<string, unknown>; geometry: unknown }
    const cells = new Map(Object.entries(feature.properties).map(([name, value]) => [name, String(value ?? '')]))
    const subject = [cells.get('code'), cells.get('name')].filter(Boolean).join(' ')
    return { line, key: cells.get('code') ?? '', subject, cells: cells.set('geometry', JSON.stringify(feature.geometry)) }
  } catch {
    // A file that is laid out otherwise has lines that say nothing by themselves.
    return { line, key: '', subject: '', cells: new Map() }
  }
}

/** A setting is named by its section, which only the newer file is here to tell. */
function ofSetting(line: Line, text: string): Read {
  const [, key, value] = /^\s*([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line.text) ?? []
  if (!key) return { line, key: '', subject: '', cells: new Map() }
  const above = line.change === 'added' ? text.split('\n').slice(0, line.line) : []
  const section = /^\s*\[+([^\]]+)\]/.exec(above.findLast((one) => /^\s*\[/.test(one)) ?? '')?.[1] ?? ''
  return { line, key, subject: section || key, cells: new Map([[key, value ?? '']]) }
}

/** Each line that came with the line of its key that is most like it. */
function pairsByLikeness(went: readonly Read[], came: readonly Read[]): Map<Read, Read> {
  const free = new Set(went)
  const pairs = new Map<Read, Read>()
  for (const one of came) {
    if (!one.key) continue
    let [best, most] = [null as Read | null, -1]
    for (const old of free) {
      const alike = old.key === one.key ? [...one.cells].filter(([name, cell]) => old.cells.get(name) === cell).length : -1
      if (alike > most) [best, most] = [old, alike]
    }
    if (!best) continue
    free.delete(best)
    pairs.set(one, best)
  }
  return pairs
}

/** Settings of one name in many sections can only be told apart by their order, and only if none came or went. */
function pairsInOrder(went: readonly Read[], came: readonly Read[]): Map<Read, Read> {
  const pairs = new Map<Read, Read>()
  for (const key of new Set(came.map((one) => one.key).filter(Boolean))) {
    const of = (all: readonly Read[]) => all.filter((one) => one.key === key)
    const [olds, news] = [of(went), of(came)]
    if (olds.length !== news.length) continue
    news.forEach((one, i) => pairs.set(one, olds[i] as Read))
  }
  return pairs
}

function changes(old: Read, one: Read): Cell[] {
  const names = new Set([...old.cells.keys(), ...one.cells.keys()])
  return [...names].map((name) => ({ name, before: old.cells.get(name) ?? '', after: one.cells.get(name) ?? '' })).filter((cell) => cell.before !== cell.after)
}

/** The cells of one line of a table (RFC 4180); a cell over several lines is told as far as the line goes. */
export function cellsOf(line: string): string[] {
  const cells: string[] = []
  let [cell, quoted] = ['', false]
  for (let i = 0; i < line.length; i++) {
    const letter = line[i]
    if (quoted && letter === '"' && line[i + 1] === '"') { cell += '"'; i++ }
    else if (letter === '"') quoted = !quoted
    else if (letter === ',' && !quoted) { cells.push(cell.trim()); cell = '' }
    else cell += letter
  }
  return [...cells, cell.trim()]
}
