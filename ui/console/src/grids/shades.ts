// Into which of a few shades a count falls. The steps follow the largest count in round figures and are told in a legend.

/** The lower bounds of the shades, ascending from 1; as many as fit, at most five. */
export function steps(largest: number): number[] {
  if (largest < 1) return [1]
  if (largest <= 5) return Array.from({ length: Math.floor(largest) }, (_, i) => i + 1)
  const ratio = largest ** (1 / 5)
  const rounded = [1, 2, 3, 4].map((power) => round(ratio ** power))
  return [...new Set([1, ...rounded])].sort((a, b) => a - b)
}

/** 1, 2 or 5 times a power of ten, or the number itself while it is small. */
function round(n: number): number {
  if (n < 10) return Math.max(1, Math.round(n))
  const power = 10 ** Math.floor(Math.log10(n))
  const lead = [1, 2, 5, 10].findLast((candidate) => candidate <= n / power) ?? 1
  return lead * power
}

/** 0 for nothing, else the number of the shade from 1. */
export function shadeOf(count: number, bounds: readonly number[]): number {
  return bounds.filter((bound) => count >= bound).length
}

/** `1`, `2–4`, `≥ 50`: the shades as a legend names them. */
export function legend(bounds: readonly number[]): string[] {
  return bounds.map((bound, i) => {
    const next = bounds[i + 1]
    if (next === undefined) return `≥ ${bound}`
    return next - 1 === bound ? String(bound) : `${bound}–${next - 1}`
  })
}
