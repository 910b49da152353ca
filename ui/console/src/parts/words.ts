import { catalogue } from '@/i18n'

export const words = catalogue({
  ground: ['依据：', 'Ground: '],
  again: ['重试', 'Try again'],
  loading: ['正在载入…', 'Loading…'],
  close: ['关闭', 'Close'],
})
