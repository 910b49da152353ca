// What there is to do with a case for the grid worker who holds the phone, by the room's table of moves.

import type { CaseLine, Me, WholeCase } from '@/api/client'

/** 核实 before it is filed, 核查 before it is closed, 签收 and 处置 what is one's own department's. */
export type Doing = 'look' | 'check' | 'accept' | 'handle'

/** Something to do. */
export interface Task {
  doing: Doing
  number: string
  /** The number of a co-handler's task; the case itself when there is none. */
  task?: number
  /** What is to be done, where somebody said so. */
  matter: string
  due?: string
}

/** The states in which a case waits for somebody's eyes before anything is decided. */
const UNSEEN = new Set(['received', 'to_dispatch'])

/** Everything to do with this case, most pressing first. */
export function tasksOf(line: CaseLine, whole: WholeCase | undefined, me: Me): Task[] {
  const own = me.department
  const due = line.due_at ?? undefined
  const tasks: Task[] = []
  const add = (doing: Doing, more: Partial<Task> = {}) => tasks.push({ doing, number: line.number, matter: '', due, ...more })
  const leads = own !== null && own !== undefined && line.department?.code === own
  if (UNSEEN.has(line.state)) add('look')
  // Whoever handled it, or works in the department that did, does not check it.
  if (line.state === 'handled' && !leads && whole?.handlings.at(-1)?.by.staff !== me.name) add('check')
  if (line.state === 'dispatched' && leads) add('accept')
  if (line.state === 'handling' && leads) add('handle')
  for (const task of whole?.tasks ?? []) {
    const open = task.department.code === own && !task.answered_at && !task.withdrawn_at
    if (open && line.state === 'handling') {
      add(task.accepted_at ? 'handle' : 'accept', { task: task.id, matter: task.matter, due: task.deadline ?? due })
    }
  }
  return tasks
}

/** Whether the case has to be read whole to know what there is to do. */
export function needsReading(line: CaseLine): boolean {
  return UNSEEN.has(line.state) || ['handled', 'dispatched', 'handling'].includes(line.state)
}
