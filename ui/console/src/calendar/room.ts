// The room of the calendar: which days the city works, and when a limit runs out by it.

import { Calendar } from '@element-plus/icons-vue'
import type { Room } from '@/room'
import { READERS } from '@/session/roles'
import { words } from './words'

export const room: Room = {
  name: 'calendar',
  path: '/calendar',
  title: words.title,
  icon: Calendar,
  roles: [...READERS, 'administrator'],
  jump: 'c',
  page: () => import('./CalendarPage.vue'),
}
