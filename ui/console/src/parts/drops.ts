// Sheets that drop down (`details.drop`) close when somebody presses elsewhere, or Escape, or has taken a link of theirs.

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
  const taken = (event: Event) => {
    if (event.target instanceof Element && event.target.closest('details.drop .sheet a')) close(null)
  }
  on.addEventListener('click', taken)
  on.addEventListener('pointerdown', pressed)
  on.addEventListener('keydown', key)
  return () => {
    on.removeEventListener('click', taken)
    on.removeEventListener('pointerdown', pressed)
    on.removeEventListener('keydown', key)
  }
}
