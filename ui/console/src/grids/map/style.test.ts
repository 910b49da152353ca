import { expect, it } from 'vitest'
import { mixed, style, type Palette } from './style'

const palette: Palette = {
  ground: '#f3f5f8', paper: '#ffffff', line: '#d7dde4', edge: '#7d8b9a', ink: '#16202b', quiet: '#4a5868', halo: '#ffffff', primary: '#1d5fa8',
  onPrimary: '#ffffff', late: '#b3261e', good: '#1c7a44', near: '#97590a', shades: ['#1', '#2', '#3', '#4', '#5'],
}

it('a colour is mixed from nothing to all', () => {
  expect(mixed('#ffffff', '#1d5fa8', 0)).toBe('#ffffff')
  expect(mixed('#ffffff', '#1d5fa8', 1)).toBe('#1d5fa8')
  expect(mixed('#000000', '#102030', 0.5)).toBe('#081018')
  expect(mixed('#fff', '#000', 0.5)).toBe(mixed('#ffffff', '#000000', 0.5))
})

it('the map asks nobody but our own server, and for no fonts', () => {
  const made = style(palette, 'https://city.example/api/v1/grids/tiles/{z}/{x}/{y}')
  expect(made.glyphs).toBeUndefined()
  expect(made.sprite).toBeUndefined()
  const addresses = JSON.stringify(made).match(/https?:\/\/[^/"]+/g) ?? []
  expect(new Set(addresses)).toEqual(new Set(['https://city.example']))
})
