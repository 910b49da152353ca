import { expect, test } from 'vitest'
import { blank, filing, harmless, isPhone, isTouched } from './form'

const spoken = () => ({ ...blank(), phone: ' 138 0000 0000 ', name: '王女士', description: ' 路灯不亮 ', address: '望海路12号', kind: 'M01', point: [123.4, 29.3] as const })

test('what is kept over a reload says nothing of a person', () => {
  const kept = JSON.stringify(harmless(spoken()))
  for (const secret of ['138', '王', '望海', '路灯', '123.4']) expect(kept).not.toContain(secret)
})

test('an anonymous report carries neither name nor phone, whatever was typed', () => {
  expect(filing({ ...spoken(), anonymous: true }, 'id').reporter).toEqual({ anonymous: true })
})

test('a report is sent as it was spoken, without blanks around it', () => {
  expect(filing(spoken(), 'id')).toMatchObject({
    command_id: 'id', channel: 'phone', description: '路灯不亮', location: { lng: 123.4, lat: 29.3, datum: 'cgcs2000' },
    reporter: { name: '王女士', phone: '138 0000 0000', consent_to_contact: true },
  })
  expect(filing({ ...blank(), description: 'x' }, 'id')).toMatchObject({ kind: null, location: null, reporter: null })
})

test('a form is touched when somebody has said something, and phones are told from words', () => {
  expect(isTouched(blank())).toBe(false)
  expect(isTouched({ ...blank(), property: 'praise', kind: 'M01' })).toBe(false)
  expect(isTouched({ ...blank(), address: 'x' })).toBe(true)
  expect(['', '0990-7000368', '+86 138 0000 0000'].every(isPhone)).toBe(true)
  expect(['abc', '12', '138x'].some(isPhone)).toBe(false)
})
