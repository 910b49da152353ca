// Periods as the city writes them: `2026`, `2026-Q4`, `2026-11`.

export type Span = 'month' | 'quarter' | 'year'

export function spanOf(period: string): Span {
  if (/^\d{4}$/.test(period)) return 'year'
  return period.includes('Q') ? 'quarter' : 'month'
}

/** The period of this span in which a day lies, such as `2026-11-23`. */
export function periodOf(day: string, span: Span): string {
  const [year = '', month = ''] = day.split('-')
  if (span === 'year') return year
  return span === 'quarter' ? `${year}-Q${Math.ceil(Number(month) / 3)}` : `${year}-${month}`
}

/** The first day of a period. */
export function firstDay(period: string): string {
  const [year = '', part = ''] = period.split('-')
  if (part === '') return `${year}-01-01`
  const month = part.startsWith('Q') ? 3 * (Number(part.slice(1)) - 1) + 1 : Number(part)
  return `${year}-${String(month).padStart(2, '0')}-01`
}

/** So many periods later, or earlier. */
export function shifted(period: string, by: number): string {
  const span = spanOf(period)
  const [year = '0', month = '1'] = firstDay(period).split('-')
  const months = { month: 1, quarter: 3, year: 12 }[span] * by
  const at = Number(year) * 12 + Number(month) - 1 + months
  const day = `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}-01`
  return periodOf(day, span)
}
