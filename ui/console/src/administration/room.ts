// The room of administration: who may come in, people by password and programs by token.

import { Setting } from '@element-plus/icons-vue'
import type { Room } from '@/room'
import { words } from './words'

export const room: Room = {
  name: 'people',
  path: '/administration/people',
  title: words.people,
  icon: Setting,
  roles: ['administrator', 'auditor'],
  jump: 'p',
  page: () => import('./PeoplePage.vue'),
  pages: [{ path: '/administration/tokens', name: 'tokens', component: () => import('./TokensPage.vue'), meta: { title: words.tokens } }],
}
