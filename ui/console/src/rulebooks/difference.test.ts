// A changed row is told by the cells that changed; what only came or went is told as that.

import { expect, test } from 'vitest'
import { cellsOf, compare } from './difference'

const line = (file: string, change: 'added' | 'removed', at: number, text: string) => ({ file, change, line: at, text })

test('a row of the same code is one row that changed, with its cells', () => {
  const files = { 'catalogue.csv': 'rule,version,handle_limit\nR-1,2026.2,4 工作日\n' }
  const [found] = compare([line('catalogue.csv', 'removed', 7, 'R-1,2026.2,5 工作日'), line('catalogue.csv', 'added', 2, 'R-1,2026.2,4 工作日')], files)
  expect(found).toMatchObject({ file: 'catalogue.csv', added: 0, removed: 0, changed: 1 })
  expect(found?.rows[0]).toMatchObject({ what: 'changed', line: 2, subject: 'R-1', cells: [{ name: 'handle_limit', before: '5 工作日', after: '4 工作日' }] })
})

test('of several rows of one code the most alike are one', () => {
  const files = { 'catalogue.csv': 'rule,version,lead\n' }
  const [found] = compare([
    line('catalogue.csv', 'removed', 2, 'R-1,2025.1,water'),
    line('catalogue.csv', 'removed', 3, 'R-1,2026.1,roads'),
    line('catalogue.csv', 'added', 2, 'R-1,2026.1,parks'),
  ], files)
  expect(found).toMatchObject({ changed: 1, removed: 1, added: 0 })
  expect(found?.rows.find((row) => row.what === 'removed')?.text).toBe('R-1,2025.1,water')
})

test('a column that comes is a change of the header and of each row', () => {
  const files = { 'kinds.csv': 'code,name,note\nA,路灯,新\n' }
  const [found] = compare([
    line('kinds.csv', 'removed', 1, 'code,name'), line('kinds.csv', 'removed', 2, 'A,路灯'),
    line('kinds.csv', 'added', 1, 'code,name,note'), line('kinds.csv', 'added', 2, 'A,路灯,新'),
  ], files)
  expect(found?.changed).toBe(2)
  expect(found?.rows[1]).toMatchObject({ subject: 'A 路灯', cells: [{ name: 'note', before: '', after: '新' }] })
})

test('a setting is named by its section, and paired only when none of its name came or went', () => {
  const text = '[limits.intake]\nvalue = "10 分钟"\n[limits.reply]\nvalue = "1 工作日"\n'
  const one = [line('city.toml', 'removed', 2, 'value = "15 分钟"'), line('city.toml', 'added', 2, 'value = "10 分钟"')]
  expect(compare(one, { 'city.toml': text })[0]?.rows[0]).toMatchObject({ what: 'changed', subject: 'limits.intake', cells: [{ before: '"15 分钟"', after: '"10 分钟"' }] })
  const more = [...one, line('city.toml', 'added', 4, 'value = "1 工作日"')]
  expect(compare(more, { 'city.toml': text })[0]).toMatchObject({ added: 2, removed: 1, changed: 0 })
})

test('a grid says whether its borders move', () => {
  const grid = (households: number, lng: number) => `{"type":"Feature","properties":{"code":"01","name":"一","households":${households}},"geometry":{"type":"Point","coordinates":[${lng},29]}},`
  const [found] = compare([line('grids.geojson', 'removed', 2, grid(350, 123)), line('grids.geojson', 'added', 2, grid(351, 124))], {})
  expect(found?.rows[0]?.cells.map((cell) => cell.name)).toEqual(['households', 'geometry'])
})

test('cells may be quoted', () => {
  expect(cellsOf('a,"b,c","say ""no""",')).toEqual(['a', 'b,c', 'say "no"', ''])
})
