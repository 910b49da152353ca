import { catalogue } from '@/i18n'

export const words = catalogue({
  title: ['案件', 'Cases'],
  none: ['没有符合条件的案件', 'No case answers to this'],
  number: ['受理号', 'Number'],
  headline: ['诉求', 'Matter'],
  state: ['状态', 'State'],
})
