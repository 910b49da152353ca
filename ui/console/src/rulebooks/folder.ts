// The files of a rulebook among those that somebody chose: loose, in a folder, or packed.

import { TABLES } from './words'
import { NoZip, unzip } from './unzip'

/** Text by file name. */
export type Files = Readonly<Record<string, string>>

export interface Chosen {
  readonly files: Files
  /** Names of what is no part of a rulebook. */
  readonly aside: readonly string[]
}

/** Why files cannot be taken as they are; the word of the catalogue, and the file. */
export class NotTaken extends Error {
  constructor(readonly word: 'not_text' | 'not_zip' | 'twice', readonly file: string) {
    super(word)
  }
}

const isPart = (name: string) => name in TABLES

export async function read(chosen: Iterable<File>): Promise<Chosen> {
  const files: Record<string, string> = {}
  const aside: string[] = []
  const take = (name: string, content: Uint8Array<ArrayBuffer>) => {
    if (name in files) throw new NotTaken('twice', name)
    files[name] = text(name, content)
  }
  for (const file of chosen) {
    if (file.name.toLowerCase().endsWith('.zip')) for (const [name, content] of await packed(file)) take(name, content)
    else if (isPart(file.name)) take(file.name, new Uint8Array(await file.arrayBuffer()))
    else aside.push(file.name)
  }
  return { files, aside }
}

async function packed(file: File): Promise<[string, Uint8Array<ArrayBuffer>][]> {
  try {
    return await unzip(new Uint8Array(await file.arrayBuffer()), isPart)
  } catch (thrown) {
    if (thrown instanceof NoZip) throw new NotTaken('not_zip', file.name)
    throw thrown
  }
}

/** Every byte is kept, a mark at the beginning too: the name of a version is made from them. */
function text(name: string, content: Uint8Array<ArrayBuffer>): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch {
    throw new NotTaken('not_text', name)
  }
}
