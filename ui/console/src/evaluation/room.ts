// The room of figures: what a period came to, with the list behind every number.

import { DataAnalysis } from '@element-plus/icons-vue'
import type { Room } from '@/room'
import { words } from './words'

export const room: Room = {
  name: 'figures',
  path: '/figures',
  title: words.title,
  icon: DataAnalysis,
  roles: ['dispatcher', 'supervisor', 'auditor'],
  jump: 'f',
  page: () => import('./FiguresPage.vue'),
  pages: [{ path: '/figures/:code', name: 'figure', component: () => import('./FigurePage.vue') }],
}
