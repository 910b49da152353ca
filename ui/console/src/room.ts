// A room of the console: a part of the navigation with its pages, who sees it, and the key that leads there.

import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import type { Pair } from '@/i18n'
import type { Role } from '@/session/roles'

export interface Room {
  /** Also the name of its first page. */
  readonly name: string
  /** Below `/console`. */
  readonly path: string
  readonly title: Pair
  readonly icon: Component
  /** Who sees it. */
  readonly roles: readonly Role[]
  /** The letter after `g` that leads there. */
  readonly jump?: string
  /** Loaded when somebody goes there. */
  readonly page: () => Promise<unknown>
  /** Further pages, with addresses below `/console`. */
  readonly pages?: readonly RouteRecordRaw[]
  /** Left out of the navigation. */
  readonly unlisted?: boolean
  /** Without the shell around it: the wall. */
  readonly bare?: boolean
}

declare module 'vue-router' {
  interface RouteMeta {
    readonly title?: Pair
    readonly roles?: readonly Role[]
    readonly bare?: boolean
    /** Whether it opens without a login. */
    readonly open?: boolean
    /** The room that a page belongs to. */
    readonly room?: string
  }
}
