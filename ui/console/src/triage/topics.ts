// The room of topics: what many people speak of now, and what the city takes up for a month.

import { ChatDotRound } from '@element-plus/icons-vue'
import type { Room } from '@/room'
import { words } from './words'

export const room: Room = {
  name: 'topics',
  path: '/triage/topics',
  title: words.topics,
  icon: ChatDotRound,
  roles: ['agent', 'dispatcher', 'supervisor', 'auditor'],
  jump: 't',
  page: () => import('./TopicsPage.vue'),
}
