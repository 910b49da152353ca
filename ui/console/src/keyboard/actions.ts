// Everything that can be done now, in one place: the keyboard, the command palette and the sheet of keys all read it, so that
// none of them can know more than the others.

import { computed, onScopeDispose, shallowReactive, type ComputedRef } from 'vue'
import { match, stroke } from './keys'

export interface Action {
  readonly id: string
  /** What it does, in the language in use. */
  readonly label: string
  /** Where it stands in the palette and the sheet. */
  readonly group: string
  /** `j`, `Mod+k`, `g i`; without, it is in the palette alone. */
  readonly keys?: string
  /** Other keys for the same. */
  readonly also?: readonly string[]
  /** Whether the keys count while somebody types. */
  readonly whileTyping?: boolean
  /** Left out of the palette: moving about makes no sense there. */
  readonly silent?: boolean
  readonly run: () => void
}

interface Binding {
  readonly keys: string
  readonly action: Action
}

const sources = shallowReactive(new Set<ComputedRef<readonly Action[]>>())

/** The actions of this component, as long as it stands. */
export function useActions(actions: () => readonly Action[]): void {
  const source = computed(actions)
  sources.add(source)
  onScopeDispose(() => sources.delete(source))
}

/** All that can be done now; of two with the same id the nearer counts. */
export const actions = computed(() => {
  const byId = new Map<string, Action>()
  for (const source of sources) for (const action of source.value) byId.set(action.id, action)
  return [...byId.values()]
})

const bindings = computed<Binding[]>(() =>
  actions.value.flatMap((action) => [action.keys, ...(action.also ?? [])].flatMap((keys) => (keys ? [{ keys, action }] : []))))

function types(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'range', 'file'].includes(target.type)
}

/** Whether a dialogue stands on top: the page's own single keys rest while it does. */
function covered(): boolean {
  return document.querySelector('[aria-modal="true"]:not([hidden])') instanceof HTMLElement
    && [...document.querySelectorAll<HTMLElement>('[aria-modal="true"]')].some((one) => one.offsetParent !== null || one.getClientRects().length > 0)
}

const PATIENCE = 1200

/** Listens for as long as the console stands. */
export function listen(on: Window): () => void {
  let pending = ''
  let timer = 0
  const pressed = (event: KeyboardEvent) => {
    // An input method composing Chinese owns every key.
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return
    const name = stroke(event)
    if (!name) return
    const typing = types(event.target)
    const under = covered()
    const usable = bindings.value.filter(({ action }) => (action.whileTyping ? true : !typing && !under))
    // Enter and Space belong to a focused button or link.
    if ((name === 'Enter' || name === 'Space') && event.target instanceof Element && event.target.closest('button, a, [role="button"], summary')) return
    const outcome = match(usable, pending, name)
    window.clearTimeout(timer)
    pending = outcome.pending
    if (pending) timer = window.setTimeout(() => { pending = '' }, PATIENCE)
    if (!outcome.found) return
    event.preventDefault()
    outcome.found.action.run()
  }
  on.addEventListener('keydown', pressed)
  return () => on.removeEventListener('keydown', pressed)
}
