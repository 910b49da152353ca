import { expect, test } from 'vitest'
import { uuidv7 } from './id'

test('a command id is a UUID of version 7 that carries its time', () => {
  // The example of RFC 9562, appendix A.6.
  const random = Uint8Array.from([0x0c, 0xc3, 0x98, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f])
  const id = uuidv7(0x017f22e279b0, random)
  expect(id).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')
})

test('no two ids are the same, and later ones sort behind', () => {
  const ids = [uuidv7(1_000), uuidv7(2_000), uuidv7(2_000_000)]
  expect(new Set(ids).size).toBe(3)
  expect([...ids].sort()).toEqual(ids)
})
