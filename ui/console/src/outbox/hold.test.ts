import { expect, test } from 'vitest'
import { lastHeld, ripe, worthShowing, type Job, type JobState } from './hold'

const job = (id: number, due: number, state: JobState = 'held'): Job => ({ id, number: String(id), label: '', due, state, refused: null })

test('a held command is sent when its time has come, and not before', () => {
  const jobs = [job(1, 100), job(2, 200), job(3, 50, 'sending')]
  expect(ripe(jobs, 99)).toEqual([])
  expect(ripe(jobs, 150).map((one) => one.id)).toEqual([1])
})

test('taking back undoes the last order whole, and never what was sent', () => {
  const jobs = [job(1, 100), job(2, 200), job(3, 200), job(4, 300, 'done')]
  expect(lastHeld(jobs).map((one) => one.id)).toEqual([2, 3])
  expect(lastHeld([job(4, 300, 'sending')])).toEqual([])
})

test('what was refused stays to be seen, what is done goes', () => {
  const jobs = [job(1, 0, 'refused'), job(2, 0, 'done'), job(3, 0, 'done'), job(4, 9)]
  expect(worthShowing(jobs, 1).map((one) => one.id)).toEqual([1, 3, 4])
})
