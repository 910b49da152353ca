// What stands on top of the page, if anything: the palette or the sheet of keys.

import { ref } from 'vue'

export const overlay = ref<'palette' | 'sheet' | null>(null)
