// One act of supervision: of the department that leads a case, on a rung of the ladder, with a reason.

import { ElMessage } from 'element-plus'
import { ref, shallowRef } from 'vue'
import type { Schemas } from '@/api/client'
import { command, perform, type Command } from '@/api/command'
import { asRefused, type Refused } from '@/api/refused'
import { speaker } from '@/i18n'
import { words } from './words'

/** The rungs, the lowest first. */
export const RUNGS = ['urge', 'supervise', 'listed', 'interview'] as const
export type Rung = (typeof RUNGS)[number]

const say = speaker(words)

export function useSupervising(done: () => Promise<void>) {
  const line = shallowRef<Schemas['CaseLine'] | null>(null)
  const rung = ref<Rung>('urge')
  const reason = ref('')
  const busy = ref(false)
  const refused = shallowRef<Refused | null>(null)
  let order: Command<'supervise'> | null = null

  function begin(of: Schemas['CaseLine']): void {
    // What was typed for this case stays, should the sheet have been closed by mistake.
    if (line.value?.number !== of.number) reason.value = ''
    line.value = of
    changed()
  }

  /** Other words are another command. */
  function changed(): void {
    order = null
    refused.value = null
  }

  async function send(): Promise<void> {
    const of = line.value
    if (!of || !reason.value.trim()) return
    order ??= command(of.number, 'supervise', { rung: rung.value, reason: reason.value.trim() }, of.version)
    busy.value = true
    try {
      await perform(order)
      ElMessage.success(say('supervised', { number: of.number, rung: say(`rung_${rung.value}`) }))
      reason.value = ''
      line.value = null
      await done()
    } catch (thrown) {
      refused.value = asRefused(thrown)
    } finally {
      busy.value = false
    }
  }

  return { line, rung, reason, busy, refused, begin, changed, send }
}
export type Supervising = ReturnType<typeof useSupervising>
