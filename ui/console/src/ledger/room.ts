// The room of the ledger: how far it goes, that an entry is in it, and that it only ever grew.

import { Lock } from '@element-plus/icons-vue'
import type { Room } from '@/room'
import { READERS } from '@/session/roles'
import { words } from './words'

export const room: Room = {
  name: 'ledger',
  path: '/ledger',
  title: words.title,
  icon: Lock,
  roles: [...READERS, 'administrator'],
  jump: 'b',
  page: () => import('./LedgerPage.vue'),
}
