// Keeping a record, and what is said when the phone could not.

import { ref, shallowRef } from 'vue'
import { keep, mend } from '@/phone'
import type { Item, Order } from '@/queue/item'
import { isFull, type Photo } from '@/queue/queue'
import { t } from '@/words'

/** Each of these answers whether the record is on the disk; when it is not, `trouble` says why, and the form stays as it is. */
export function useKeeping() {
  const keeping = ref(false)
  const trouble = shallowRef<{ title: string; next: string }>()
  async function attempt(doing: () => Promise<void>): Promise<boolean> {
    if (keeping.value) return false
    keeping.value = true
    trouble.value = undefined
    try {
      await doing()
      return true
    } catch (why) {
      trouble.value = isFull(why)
        ? { title: t('full'), next: t('full_lead') }
        : { title: t('not_saved'), next: t('not_saved_lead', { why: why instanceof Error ? why.message : String(why) }) }
      return false
    } finally {
      keeping.value = false
    }
  }
  return {
    keeping,
    trouble,
    keepNew: (order: Order, headline: string, photos: Photo[]) => attempt(() => keep(order, headline, photos)),
    keepMended: (item: Item, order: Order) => attempt(() => mend(item, order)),
  }
}
