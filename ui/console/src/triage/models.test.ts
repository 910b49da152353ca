// A title that another program wrote is shown as far as it is understood.

import { expect, test } from 'vitest'
import { readModel } from './models'

/** What the server sends has a title of any shape. */
const read = (title: object) => readModel({ version: '2026-11-24.1', ledger_index: 7, title: title as Record<string, never> })
const figures = { n: 268, accuracy: 0.49, accuracy_covered: 0, coverage: 0, macro_f1: 0.17, ece: 0.05 }

test('a model is read with its figures', () => {
  const model = read({ made_at: '2026-11-24T02:00:00Z', asked_by: 'schedule', rows: 268, kinds: 105, handlings: 233, figures })
  expect(model).toEqual({ version: '2026-11-24.1', index: 7, madeAt: '2026-11-24T02:00:00Z', askedBy: 'asked_schedule', rows: 268, kinds: 105, handlings: 233, figures })
})

test('what is not there or of another shape is none', () => {
  const model = read({ figures: { n: 3 }, rows: 'many', asked_by: 'nobody' })
  expect(model).toMatchObject({ figures: null, rows: null, askedBy: null, madeAt: '' })
})
