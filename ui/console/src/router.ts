// Addresses of the console. Every page is loaded when somebody first goes there.

import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { pick } from '@/i18n'
import type { Room } from '@/room'
import { ROOMS } from '@/routes'
import { useSession } from '@/session'
import { words } from '@/layout/words'

function routesOf(room: Room): RouteRecordRaw[] {
  const meta = { title: room.title, roles: room.roles, bare: room.bare ?? false, room: room.name }
  const further = (room.pages ?? []).map((page) => ({ ...page, meta: { ...meta, ...page.meta } }) as RouteRecordRaw)
  return [{ path: room.path, name: room.name, component: room.page as () => Promise<object>, meta }, ...further]
}

/** The rooms that somebody of this role may enter. */
export function roomsFor(role: string | null): Room[] {
  return ROOMS.filter((room) => role !== null && (room.roles as readonly string[]).includes(role))
}

export const router = createRouter({
  history: createWebHistory(import.meta.env.BASE_URL),
  scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
  routes: [
    { path: '/', name: 'home', component: () => import('@/layout/NothingHere.vue') },
    { path: '/login', name: 'login', component: () => import('@/login/LoginPage.vue'), meta: { bare: true, open: true, title: words.login } },
    ...ROOMS.flatMap(routesOf),
    { path: '/:rest(.*)*', name: 'nothing', component: () => import('@/layout/NothingHere.vue') },
  ],
})

router.beforeEach(async (to) => {
  const session = useSession()
  if (to.meta.open) return true
  if (!session.me && !(await session.recall())) return { name: 'login', query: { to: to.fullPath } }
  if (to.name === 'home') {
    const first = roomsFor(session.role)[0]
    return first ? { name: first.name } : true
  }
  // A door that will not open is not shown; the server says the same to whoever types the address.
  if (to.meta.roles && !(to.meta.roles as readonly string[]).includes(session.role ?? '')) return { name: 'nothing', params: { rest: ['403'] } }
  return true
})

router.afterEach((to) => {
  document.title = to.meta.title ? `${pick(to.meta.title)} · ${pick(words.product)}` : pick(words.product)
})
