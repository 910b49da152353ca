// How the wall fits a screen: two designs and one factor, so that nothing is laid out anew on a larger screen.

export type Layout = 'standard' | 'wide' | 'stacked'

export interface Stage {
  readonly layout: Layout
  /** Real pixels to a pixel of the design. */
  readonly factor: number
}

const DESIGNS = {
  standard: { width: 1920, height: 1080 },
  wide: { width: 3840, height: 1080 },
} as const

/** Half way between 16:9 and 32:9. */
const WIDE_FROM = Math.sqrt((16 / 9) * (32 / 9))

/** Upright screens and windows at high zoom are read by scrolling, at the size that the reader chose. */
const STACKED_BELOW = 1.2
const SMALLEST = 0.6

/** The design and the factor for a window of this size in CSS pixels. */
export function stage(width: number, height: number): Stage {
  const ratio = width / height
  const layout = ratio >= WIDE_FROM ? 'wide' : 'standard'
  const design = DESIGNS[layout]
  const factor = Math.min(width / design.width, height / design.height)
  if (ratio < STACKED_BELOW || factor < SMALLEST) return { layout: 'stacked', factor: 1 }
  return { layout, factor }
}
