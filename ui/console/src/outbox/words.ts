import { catalogue } from '@/i18n'

export const words = catalogue({
  title: ['待送出的操作', 'What is being sent'],
  held: ['{n} 项操作将在 {s} 秒后送出', '{n} to be sent in {s} s'],
  undo: ['撤回', 'Take back'],
  sending: ['正在送出 {n} 项', 'Sending {n}'],
  refused: ['未办成', 'Refused'],
  dismiss: ['知道了', 'Dismiss'],
  open: ['打开案件', 'Open the case'],
  again: ['重试', 'Try again'],
  taken_back: ['已撤回，未送出', 'Taken back; nothing was sent'],
  leaving: ['还有操作未送出', 'Something is not sent yet'],
  group: ['操作', 'Orders'],
})
