// The room of supervision: what is late, what is about to be, and what waits for a ruling.

import { Bell } from '@element-plus/icons-vue'
import type { Room } from '@/room'
import { words } from './words'

export const room: Room = {
  name: 'supervision',
  path: '/supervision',
  title: words.supervision,
  icon: Bell,
  roles: ['supervisor', 'dispatcher'],
  jump: 's',
  page: () => import('./SupervisionPage.vue'),
}
