import { expect, test } from 'vitest'
import { reason, reasons } from './reasons'

test('reasons are told in people’s words, and strangers stay as they are', () => {
  expect(reason('metres 234')).toBe('相距 234 米')
  expect(reason('history 4/14 channel phone')).toBe('以往同类 4/14，12345 热线')
  expect(reason('something new')).toBe('something new')
})

test('a place that a longer phrase holds is not said twice', () => {
  expect(reasons(['place 云汀区', 'phrase 云汀区锦溪街道', 'hours 7'])).toBe('都提到“云汀区锦溪街道”；相隔 7 小时')
})
