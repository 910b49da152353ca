// Figures as they are shown: values in their units, how they moved, and rows for a workbook.

import type { Schemas } from '@/api/client'
import type { Cell } from '@/export/xlsx'
import { named, speaker } from '@/i18n'
import { count, percent } from '@/i18n/moments'
import { words } from './words'

export type Figure = Schemas['FigureView']
export type Report = Schemas['ReportView']

const say = speaker(words)

/** A value in its unit; hours as days where there are many. */
export function valueOf(unit: string, value: number | null | undefined): string {
  if (value === null || value === undefined) return '—'
  if (unit === 'share') return percent(value, 1)
  if (unit === 'count') return count(value)
  const rounded = (n: number) => String(Math.round(n * 10) / 10)
  return value < 72 ? say('hours_value', { n: rounded(value) }) : say('days_value', { n: rounded(value / 24) })
}

/** How a value moved since another: by points for a share, else by the difference. */
export function moved(figure: Pick<Figure, 'unit' | 'value'>, since: number | null | undefined): string {
  const { unit, value } = figure
  if (value === null || value === undefined || since === null || since === undefined) return ''
  const by = value - since
  if (Math.abs(by) < (unit === 'share' ? 0.0005 : unit === 'count' ? 0.5 : 0.05)) return ''
  const size = unit === 'share' ? say('points', { n: (Math.abs(by) * 100).toFixed(1) }) : valueOf(unit, Math.abs(by))
  return `${by > 0 ? `↑ ${say('change_up')}` : `↓ ${say('change_down')}`} ${size}`
}

export type Section = 'volume' | 'rates' | 'hours'

export const sectionOf = (figure: Pick<Figure, 'unit'>): Section => (figure.unit === 'count' ? 'volume' : figure.unit === 'share' ? 'rates' : 'hours')

/** The name of a group; what has no value there has no code. */
export function groupName(group: Figure['group'], otherwise: (code: string) => string): string {
  if (!group) return ''
  if (group.code === '') return say('without')
  return named(group) || otherwise(group.code)
}

/** The figures as rows, the values unrounded and numerators beside denominators. */
export function asRows(report: Report, formulas: ReadonlyMap<string, string>, name: (figure: Figure) => string): Cell[][] {
  const grouped = report.by !== null && report.by !== undefined
  const head = [...(grouped ? [say('group')] : []), say('indicator'), say('value'), say('numerator'), say('denominator'), say('light'), say('last_period'), say('last_year'), say('formula')]
  const light = (figure: Figure) => (figure.light ? say(`light_${figure.light}` as 'light_green') : '')
  return [head, ...report.figures.map((figure) => [
    ...(grouped ? [name(figure)] : []), named(figure), figure.value ?? null, figure.numerator, figure.denominator, light(figure),
    figure.before ?? null, figure.year_before ?? null, formulas.get(figure.code) ?? '',
  ])]
}
