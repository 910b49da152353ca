import { catalogue } from '@/i18n'

export const words = catalogue({
  ground: ['依据：', 'Ground: '],
  again: ['重试', 'Try again'],
  loading: ['正在载入…', 'Loading…'],
  clear: ['清除{what}', 'Clear {what}'],
  no_choice: ['没有匹配项', 'Nothing matches'],
  due: ['{light}：{until}', '{light}: {until}'],
  no_due: ['无时限', 'No deadline'],
  close: ['关闭', 'Close'],
})
