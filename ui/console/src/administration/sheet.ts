// A sheet of administration: it is sent under one command until something in it changes, so that pressing twice does nothing twice.

import { ElMessage } from 'element-plus'
import { ref, shallowRef } from 'vue'
import { uuidv7 } from '@/api/id'
import { asRefused, type Refused } from '@/api/refused'
import { speaker } from '@/i18n'
import { words } from './words'

const say = speaker(words)

export function useSheet(done: () => Promise<void>) {
  const busy = ref(false)
  const refused = shallowRef<Refused | null>(null)
  let command = uuidv7()

  function changed(): void {
    command = uuidv7()
    refused.value = null
  }

  /** Whether it went through. */
  async function send(work: (command: string) => Promise<unknown>): Promise<boolean> {
    busy.value = true
    refused.value = null
    try {
      await work(command)
      changed()
      ElMessage.success(say('saved'))
      await done()
      return true
    } catch (thrown) {
      refused.value = asRefused(thrown)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, refused, changed, send }
}
