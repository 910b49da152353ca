// The room of grids: the map of the city by its open cases, and the nets that draw it.

import { MapLocation } from '@element-plus/icons-vue'
import type { Room } from '@/room'
import { READERS, type Role } from '@/session/roles'
import { words } from './words'

/** Who reads what nets would change (the server's table says the same). */
export const NETS_FOR: readonly Role[] = ['dispatcher', 'supervisor', 'auditor', 'administrator']

export const room: Room = {
  name: 'grids',
  path: '/grids',
  title: words.title,
  icon: MapLocation,
  roles: [...READERS, 'administrator'],
  jump: 'm',
  page: () => import('./GridsPage.vue'),
  pages: [
    { path: '/grids/nets', name: 'nets', component: () => import('./NetsPage.vue'), meta: { title: words.nets, roles: NETS_FOR } },
    { path: '/grids/nets/:net(\\d+)', name: 'net', component: () => import('./NetPage.vue'), meta: { title: words.nets, roles: NETS_FOR } },
  ],
}
