// What somebody has begun to write, kept while they write it: a camera may throw the page out of memory, and a call may come in between.

import { onMounted, ref, watch, type Ref } from 'vue'
import { draft, draftPhotos, forgetDraft, keepDraft, keepDraftPhotos } from '@/phone'
import { isFull } from '@/queue/queue'

/** How long after the last letter the words are kept, in milliseconds. */
const PAUSE_MS = 300

/** Keeps words and pictures under a name until the record is in the queue. */
export function useDraft<T extends object>(name: string, words: Ref<T>, photos: Ref<ArrayBuffer[]>): { found: Ref<boolean>; full: Ref<boolean>; forget: () => Promise<void> } {
  const [found, full] = [ref(false), ref(false)]
  let timer: ReturnType<typeof setTimeout> | undefined
  let live = false
  const keeping = async (keep: () => Promise<void>) => {
    try {
      await keep()
      full.value = false
    } catch (why) {
      if (!isFull(why)) throw why
      full.value = true
    }
  }
  onMounted(async () => {
    const before = await draft<T>(name)
    const shots = await draftPhotos(name)
    if (before) words.value = { ...words.value, ...before }
    if (shots.length > 0) photos.value = shots
    found.value = before !== undefined || shots.length > 0
    live = true
  })
  watch(words, (now) => {
    if (!live) return
    clearTimeout(timer)
    const copy = { ...now }
    timer = setTimeout(() => void keeping(() => keepDraft(name, copy)), PAUSE_MS)
  }, { deep: true })
  watch(photos, (now) => {
    if (live) void keeping(() => keepDraftPhotos(name, now))
  })
  return {
    found,
    full,
    async forget() {
      clearTimeout(timer)
      live = false
      found.value = false
      await forgetDraft(name)
    },
  }
}
