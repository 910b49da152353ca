// Keys as text: `j`, `Shift+Enter`, `Mod+k`, and two after another as `g i`. Pure, so that it can be tried without a browser.

export interface Press {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

const NAMES: Readonly<Record<string, string>> = { ' ': 'Space', Esc: 'Escape', ArrowDown: 'Down', ArrowUp: 'Up', ArrowLeft: 'Left', ArrowRight: 'Right' }

/** The name of what was pressed; empty for a modifier alone. `Mod` is Ctrl, or ⌘ on a Mac. */
export function stroke(press: Press): string {
  const { key } = press
  if (['Control', 'Shift', 'Alt', 'Meta', 'CapsLock', 'Dead', 'Process', 'Unidentified'].includes(key)) return ''
  const single = key.length === 1 && key !== ' '
  const name = single ? (press.ctrlKey || press.metaKey ? key.toLowerCase() : key) : (NAMES[key] ?? key)
  const parts: string[] = []
  if (press.ctrlKey || press.metaKey) parts.push('Mod')
  if (press.altKey) parts.push('Alt')
  // A shifted sign or letter is told by itself: `?` and `J`.
  if (press.shiftKey && (!single || press.ctrlKey || press.metaKey)) parts.push('Shift')
  return [...parts, name].join('+')
}

export interface Bound {
  readonly keys: string
}

export type Outcome<B> = { found: B; pending: '' } | { found: null; pending: string }

/** What a stroke means after what was pressed just before it. The later of two equal bindings wins: it is the nearer one. */
export function match<B extends Bound>(bindings: readonly B[], pending: string, pressed: string): Outcome<B> {
  const nearest = (keys: string) => bindings.findLast((binding) => binding.keys === keys)
  const sequence = pending ? `${pending} ${pressed}` : pressed
  const found = nearest(sequence) ?? (pending ? nearest(pressed) : undefined)
  if (found) return { found, pending: '' }
  const begins = (keys: string) => bindings.some((binding) => binding.keys.startsWith(`${keys} `))
  if (begins(sequence)) return { found: null, pending: sequence }
  return { found: null, pending: begins(pressed) ? pressed : '' }
}
