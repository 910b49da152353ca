// What the server tells of a model, read once: another program may have written its title.

import type { Schemas } from '@/api/client'

export interface Figures {
  readonly n: number
  readonly accuracy: number
  readonly accuracy_covered: number
  readonly coverage: number
  readonly macro_f1: number
  readonly ece: number
}

export interface Model {
  readonly version: string
  readonly index: number
  readonly madeAt: string
  readonly askedBy: 'asked_command' | 'asked_schedule' | 'asked_demo' | null
  readonly rows: number | null
  readonly kinds: number | null
  readonly handlings: number | null
  readonly figures: Figures | null
}

const FIGURES = ['n', 'accuracy', 'accuracy_covered', 'coverage', 'macro_f1', 'ece'] as const
const ASKED = { command: 'asked_command', schedule: 'asked_schedule', demo: 'asked_demo' } as const

export function readModel({ version, title, ledger_index }: Schemas['ModelView']): Model {
  const told = title as Record<string, unknown>
  const number = (key: string) => (typeof told[key] === 'number' ? told[key] : null)
  return {
    version,
    index: ledger_index,
    madeAt: typeof told['made_at'] === 'string' ? told['made_at'] : '',
    askedBy: ASKED[told['asked_by'] as keyof typeof ASKED] ?? null,
    rows: number('rows'),
    kinds: number('kinds'),
    handlings: number('handlings'),
    figures: readFigures(told['figures']),
  }
}

function readFigures(told: unknown): Figures | null {
  const figures = told as Figures | null | undefined
  return figures && FIGURES.every((name) => typeof figures[name] === 'number') ? figures : null
}

export interface Share {
  readonly right: number
  readonly of: number
  readonly low: number
  readonly high: number
}

export interface Worse {
  readonly zh: string
  readonly en: string
  readonly p: number
  readonly reference: Share
  readonly recent: Share
}

/** One sort of advice, and what people made of it. */
export interface Held {
  readonly reviewed: number
  readonly answered: number
  readonly right: number
  readonly looked_at: number
  readonly worse: readonly Worse[]
}

export const heldOf = (told: unknown) => told as Held
