// Sheets that drop down (`details.drop`) close when somebody presses elsewhere, or Escape.

function close(beside: Element | null, focus = false): void {
  for (const drop of document.querySelectorAll<HTMLDetailsElement>('details.drop[open]')) {
    if (beside && drop.contains(beside)) continue
    drop.open = false
    if (focus) drop.querySelector('summary')?.focus()
  }
}

export function closeDrops(on: Window): () => void {
  const pressed = (event: Event) => close(event.target instanceof Element ? event.target : null)
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    if (document.querySelector('details.drop[open]')) close(null, true)
  }
  on.addEventListener('pointerdown', pressed)
  on.addEventListener('keydown', key)
  return () => {
    on.removeEventListener('pointerdown', pressed)
    on.removeEventListener('keydown', key)
  }
}
