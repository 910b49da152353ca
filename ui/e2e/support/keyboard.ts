// Hands that never leave the keyboard: nothing is pressed but keys, and the page itself tells if a pointer ever was.

import { expect, type Page } from '@playwright/test';

interface Hands {
  /** Pointers that were pressed. */
  pointers: number;
  /** Milliseconds from a key to the frame after what it changed. */
  answers: number[];
}

type Watched = typeof globalThis & { __hands: Hands };

/** Counts pointers on every page to come, and times how long each key takes to change what `watched` selects. */
export async function watchHands(page: Page, watched: string): Promise<void> {
  await page.addInitScript((selector) => {
    const hands: Hands = { pointers: 0, answers: [] };
    (globalThis as Watched).__hands = hands;
    for (const kind of ['pointerdown', 'mousedown', 'touchstart', 'wheel']) {
      addEventListener(kind, () => { hands.pointers += 1; }, true);
    }
    let pressed = 0;
    addEventListener('keydown', () => { pressed = performance.now(); }, true);
    new MutationObserver((changes) => {
      const touched = changes.some(({ target }) => (target instanceof Element ? target : target.parentElement)?.closest(selector));
      if (!touched || pressed === 0) return;
      const from = pressed;
      pressed = 0;
      requestAnimationFrame(() => { hands.answers.push(performance.now() - from); });
    }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  }, watched);
}

/** No pointer was pressed; what the hands did so far. */
export async function expectKeysOnly(page: Page): Promise<{ median: number; worst20th: number; keys: number }> {
  const { pointers, answers } = await page.evaluate(() => (globalThis as Watched).__hands);
  expect(pointers, 'pointers that were pressed').toBe(0);
  const sorted = [...answers].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { median: at(0.5), worst20th: at(0.95), keys: sorted.length };
}
