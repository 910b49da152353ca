// Finding by a few letters: every part that is typed has to be there in order, and what begins with it comes first.

/** How well `text` answers to `part`; null when it does not. Smaller is better. */
function fit(text: string, part: string): number | null {
  const whole = text.indexOf(part)
  if (whole >= 0) return whole
  let at = -1
  let gaps = 0
  for (const letter of part) {
    const next = text.indexOf(letter, at + 1)
    if (next < 0) return null
    gaps += next - at - 1
    at = next
  }
  return 1000 + gaps
}

/** Those that answer to what is typed, the nearest first; all of them in their order when nothing is typed. */
export function found<T>(all: readonly T[], typed: string, text: (one: T) => string): T[] {
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const scored = all.flatMap((one, order) => {
    const of = text(one).toLowerCase()
    let sum = 0
    for (const part of parts) {
      const score = fit(of, part)
      if (score === null) return []
      sum += score
    }
    return [{ one, sum, order }]
  })
  return scored.sort((a, b) => a.sum - b.sum || a.order - b.order).map(({ one }) => one)
}
