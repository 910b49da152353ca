// The room of rulebooks: which one the city works by, which it had, and how the next one comes into force.

import { Notebook } from '@element-plus/icons-vue'
import type { Room } from '@/room'
import { words } from './words'

export const room: Room = {
  name: 'rulebooks',
  path: '/administration/rulebooks',
  title: words.title,
  icon: Notebook,
  roles: ['administrator', 'auditor'],
  jump: 'r',
  page: () => import('./RulebooksPage.vue'),
  pages: [{ path: '/administration/rulebooks/new', name: 'bring', component: () => import('./BringPage.vue'), meta: { title: words.bring, roles: ['administrator'] } }],
}
