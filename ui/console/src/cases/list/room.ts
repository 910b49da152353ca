// The room of lists: every case that somebody may see, as the view they choose.

import { List } from '@element-plus/icons-vue'
import type { Room } from '@/room'
import { READERS } from '@/session/roles'

export const room: Room = {
  name: 'cases',
  path: '/cases',
  title: ['案件', 'Cases'],
  icon: List,
  roles: READERS,
  jump: 'l',
  page: () => import('./CaseList.vue'),
  pages: [{ path: '/cases/:number', name: 'case', component: () => import('@/cases/page/CasePage.vue'), props: true }],
}
