// The desk of those who take reports.

import { Phone } from '@element-plus/icons-vue'
import type { Room } from '@/room'

export const room: Room = {
  name: 'intake',
  path: '/intake',
  title: ['受理台', 'Intake desk'],
  icon: Phone,
  roles: ['agent', 'dispatcher'],
  jump: 'n',
  page: () => import('./IntakeDesk.vue'),
}
