import { expect, it } from 'vitest'
import { setLang } from '@/i18n'
import { asRows, groupName, moved, valueOf, type Report } from './figures'

// The tests read Chinese, whatever the machine speaks.
globalThis.localStorage ??= { setItem: () => undefined, getItem: () => null } as unknown as Storage
setLang('zh')

it('a value stands in its unit, and nothing is not nought', () => {
  expect(valueOf('share', 0.9523)).toBe('95.2%')
  expect(valueOf('count', 12_345)).toBe('1.23万')
  expect(valueOf('hours', 5.04)).toBe('5 小时')
  expect(valueOf('hours', 120)).toBe('5 天')
  expect(valueOf('share', null)).toBe('—')
  expect(valueOf('share', 0)).toBe('0%')
})

it('a move is told with its direction in words, and a move too small to see is none', () => {
  expect(moved({ unit: 'share', value: 0.95 }, 0.9)).toBe('↑ 升 5.0 个百分点')
  expect(moved({ unit: 'count', value: 10 }, 13)).toBe('↓ 降 3')
  expect(moved({ unit: 'share', value: 0.95 }, 0.9501)).toBe('')
  expect(moved({ unit: 'share', value: null }, 0.9)).toBe('')
  expect(moved({ unit: 'share', value: 0.9 }, null)).toBe('')
})

it('what has no group is told so', () => {
  expect(groupName({ code: '', name: '', name_en: '' }, String)).toBe('（未填）')
  expect(groupName({ code: 'phone', name: '', name_en: '' }, () => '热线')).toBe('热线')
})

it('rows carry unrounded values with both counts', () => {
  const figure = { code: 'on_time_rate', name: '按期办结率', name_en: 'On time', unit: 'share', value: 458 / 481, numerator: 458, denominator: 481, light: 'green', before: null, year_before: null, list: '' }
  const rows = asRows({ period: '2026-11', from: '', until: '', by: null, figures: [figure] } as unknown as Report, new Map([['on_time_rate', 'a ÷ b']]), () => '')
  expect(rows[1]).toEqual(['按期办结率', 458 / 481, 458, 481, '达标', null, null, 'a ÷ b'])
  expect(rows[0]?.length).toBe(rows[1]?.length)
})
