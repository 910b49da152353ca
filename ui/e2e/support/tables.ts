// Reads the tables that people take along, as their office programs would.

import { inflateRawSync } from 'node:zlib';

/** The rows of a CSV file (RFC 4180), with the mark before it that Excel needs to read Chinese. */
export function readCsv(bytes: Buffer): string[][] {
  const text = bytes.toString('utf8');
  if (!text.startsWith('\u{feff}')) throw new Error('the file has no mark of its encoding');
  const rows: string[][] = [];
  let row: string[] = [];
  // One cell and what ends it: in quotation marks, where they are doubled, or plain.
  for (const [, quoted, bare = '', end] of text.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}

/** The parts of a ZIP archive (APPNOTE 6.3) by name, found by its central directory. */
function unzip(bytes: Buffer): Map<string, string> {
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  if (end < 0) throw new Error('the file is no archive');
  const parts = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let n = 0; n < bytes.readUInt16LE(end + 10); n += 1) {
    const [method, packed] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const body = bytes.subarray(from, from + packed);
    parts.set(bytes.toString('utf8', at + 46, at + 46 + name), (method === 8 ? inflateRawSync(body) : body).toString('utf8'));
    at += 46 + name + extra + comment;
  }
  return parts;
}

const plain = (xml: string) => xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');

/** The rows of the first sheet of a workbook (ECMA-376), as text. */
export function readXlsx(bytes: Buffer): string[][] {
  const parts = unzip(bytes);
  const textOf = (xml: string) => plain([...xml.matchAll(/<t[^>]*>([\s\S]*?)<\/t>/g)].map((found) => found[1] ?? '').join(''));
  const shared = [...(parts.get('xl/sharedStrings.xml') ?? '').matchAll(/<si>([\s\S]*?)<\/si>/g)].map((found) => textOf(found[1] ?? ''));
  const sheet = parts.get('xl/worksheets/sheet1.xml');
  if (!sheet) throw new Error('the workbook has no sheet');
  return [...sheet.matchAll(/<row[^>]*>([\s\S]*?)<\/row>/g)].map((row) =>
    [...(row[1] ?? '').matchAll(/<c([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)].map(([, attributes = '', inside = '']) => {
      if (attributes.includes('t="inlineStr"')) return textOf(inside);
      const value = plain(/<v>([\s\S]*?)<\/v>/.exec(inside)?.[1] ?? '');
      return attributes.includes('t="s"') ? (shared[Number(value)] ?? '') : value;
    }));
}
