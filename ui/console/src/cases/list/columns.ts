// The columns of a list, and which of them somebody wants to see. The number and the matter always stand.

import { ref } from 'vue'
import type { Pair } from '@/i18n'

export interface Column {
  readonly id: string
  readonly name: Pair
}

export const COLUMNS = [
  { id: 'due', name: ['时限', 'Due'] },
  { id: 'state', name: ['状态', 'State'] },
  { id: 'kind', name: ['事项', 'Kind'] },
  { id: 'department', name: ['主办单位', 'Department'] },
  { id: 'area', name: ['区域', 'Area'] },
  { id: 'grid', name: ['网格', 'Grid'] },
  { id: 'channel', name: ['来源', 'Channel'] },
  { id: 'property', name: ['性质', 'Property'] },
  { id: 'filed', name: ['受理时间', 'Filed'] },
  { id: 'changed', name: ['最近变化', 'Changed'] },
] as const satisfies readonly Column[]

export type ColumnId = (typeof COLUMNS)[number]['id']

const KEPT = 'jingwei.columns'
const AT_FIRST: readonly ColumnId[] = ['due', 'state', 'kind', 'department', 'area', 'filed']

function remembered(): ColumnId[] {
  const kept = globalThis.localStorage?.getItem(KEPT)?.split(',') ?? []
  const known = COLUMNS.map((column) => column.id).filter((id) => kept.includes(id))
  return known.length > 0 ? known : [...AT_FIRST]
}

export const shown = ref<ColumnId[]>(remembered())

export function toggle(id: ColumnId): void {
  const now = new Set(shown.value)
  if (!now.delete(id)) now.add(id)
  shown.value = COLUMNS.map((column) => column.id).filter((one) => now.has(one))
  localStorage.setItem(KEPT, shown.value.join(','))
}
