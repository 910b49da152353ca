import { expect, test } from 'vitest'
import type { WholeCase } from '@/api/refused'
import { neighbour, stepOf } from './step'

const kind = { code: 'H1', name: '养犬管理', name_en: 'Dogs' }
const advice = (more: object) => ({ rulebook: '1', kinds: [{ ...kind, probability: 0.9, evidence: [] }], duplicates: [], hints: [], abstained: null, ...more })
const of = (more: object) => ({ state: 'received', kind: null, advice: advice({}), ...more }) as unknown as WholeCase

test('a sure kind is taken with one key', () => {
  expect(stepOf(of({}), null)).toMatchObject({ do: 'triage', kind: { code: 'H1' } })
})

test('unsure means that a person decides', () => {
  expect(stepOf(of({ advice: advice({ abstained: 'unsure' }) }), null)).toEqual({ do: 'ask', why: 'unsure' })
  expect(stepOf(of({ advice: advice({ kinds: [] }) }), null)).toEqual({ do: 'ask', why: 'unsure' })
  expect(stepOf(of({ advice: null }), null)).toEqual({ do: 'ask', why: 'unsure' })
})

test('words of danger are looked at by a person however sure the kind is', () => {
  expect(stepOf(of({ kind, advice: advice({ hints: [{ shout: true }] }) }), null)).toEqual({ do: 'ask', why: 'danger' })
})

test('a kind that a person has named before counts more than advice', () => {
  const other = { code: 'M2', name: '路灯', name_en: 'Lamp' }
  expect(stepOf(of({ kind: other, advice: advice({ abstained: 'unsure' }) }), null)).toEqual({ do: 'triage', kind: other })
})

test('only a rule of the catalogue dispatches with one key', () => {
  const waiting = of({ state: 'to_dispatch', kind })
  expect(stepOf(waiting, null)).toEqual({ do: 'ask', why: 'no_rule' })
  expect(stepOf(waiting, { entry: null, silence: 'no_rule' })).toEqual({ do: 'ask', why: 'no_rule' })
  expect(stepOf(waiting, { entry: { rule: 'R1' } as never, silence: null })).toMatchObject({ do: 'dispatch' })
})

test('after a case is done the next one comes, at the end the one before', () => {
  expect(neighbour(['a', 'b', 'c'], 'b')).toBe('c')
  expect(neighbour(['a', 'b', 'c'], 'c')).toBe('b')
  expect(neighbour(['a'], 'a')).toBeNull()
  expect(neighbour(['a', 'b'], 'x')).toBe('a')
})
