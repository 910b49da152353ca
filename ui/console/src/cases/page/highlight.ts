// The reporter's words with those parts marked that some advice stands on.

export interface Piece {
  readonly text: string
  readonly marked: boolean
}

/** The text in pieces, in order and whole; overlapping phrases become one mark. */
export function pieces(text: string, phrases: readonly string[]): Piece[] {
  const marked = new Array<boolean>(text.length).fill(false)
  for (const phrase of phrases) {
    if (!phrase) continue
    for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) marked.fill(true, at, at + phrase.length)
  }
  const found: { text: string; marked: boolean }[] = []
  for (let i = 0; i < text.length; i++) {
    const last = found.at(-1)
    const letter = text[i] ?? ''
    if (last && last.marked === marked[i]) last.text += letter
    else found.push({ text: letter, marked: marked[i] ?? false })
  }
  return found
}
