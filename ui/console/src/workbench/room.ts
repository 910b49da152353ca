// The bench of those who triage and dispatch: a queue, a suggestion, single keys.

import { Sort } from '@element-plus/icons-vue'
import type { Room } from '@/room'

export const room: Room = {
  name: 'workbench',
  path: '/workbench',
  title: ['派遣工作台', 'Dispatch bench'],
  icon: Sort,
  roles: ['dispatcher', 'agent'],
  jump: 'd',
  page: () => import('./WorkBench.vue'),
}
