// The room of advice: what the machine has learned, how well it holds up, and which model a person lets advise.

import { MagicStick } from '@element-plus/icons-vue'
import type { Room } from '@/room'
import { words } from './words'

export const room: Room = {
  name: 'models',
  path: '/triage/models',
  title: words.models,
  icon: MagicStick,
  roles: ['dispatcher', 'supervisor', 'auditor', 'administrator'],
  jump: 'a',
  page: () => import('./ModelsPage.vue'),
}
