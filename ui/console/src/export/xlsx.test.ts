import { expect, it } from 'vitest'
import { column, crc32, workbook } from './xlsx'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

it('the check sum is that of the standard', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
  expect(crc32(new Uint8Array())).toBe(0)
})

it('columns go on after Z', () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(column)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'])
})

it('words stay words, numbers numbers, and nothing is taken for a formula or for markup', () => {
  const made = text(workbook([{ name: '指标', rows: [['受理号', 'n'], ['202611230000147', 0.952], ['=1+1', null], ['<b>&"\u0007', Number.NaN]] }]))
  expect(made).toContain('<c r="A2" t="inlineStr"><is><t xml:space="preserve">202611230000147</t></is></c><c r="B2"><v>0.952</v></c>')
  expect(made).toContain('<t xml:space="preserve">=1+1</t>')
  expect(made).not.toContain('<f>')
  expect(made).toContain('&lt;b&gt;&amp;&quot;</t>')
  expect(made).not.toContain('NaN')
})

it('the directory of the archive finds every file where it lies', () => {
  const made = workbook([{ name: 'a', rows: [['x']] }, { name: 'b/c', rows: [[1]] }])
  const view = new DataView(made.buffer)
  const end = made.length - 22
  expect(view.getUint32(end, true)).toBe(0x06054b50)
  const files = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  for (let i = 0; i < files; i++) {
    expect(view.getUint32(at, true)).toBe(0x02014b50)
    const [size, name, local] = [view.getUint32(at + 24, true), view.getUint16(at + 28, true), view.getUint32(at + 42, true)]
    expect(view.getUint32(local, true)).toBe(0x04034b50)
    const body = made.slice(local + 30 + name, local + 30 + name + size)
    expect(crc32(body)).toBe(view.getUint32(at + 16, true))
    at += 46 + name
  }
  expect(at).toBe(end)
  expect(text(made)).toContain('<sheet name="b c"')
})
