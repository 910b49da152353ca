// The wall of the operations centre, without the shell around it.

import { Monitor } from '@element-plus/icons-vue'
import type { Room } from '@/room'
import { words } from './words'

export const room: Room = {
  name: 'wall',
  path: '/wall',
  title: words.title,
  icon: Monitor,
  roles: ['dispatcher', 'supervisor', 'auditor', 'agent'],
  jump: 'w',
  bare: true,
  page: () => import('./WallPage.vue'),
}
