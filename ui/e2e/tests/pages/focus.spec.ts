// The Tab key goes through a page in the order in which it is read, shows where it is, and gets out again.

import { expect, test, type Page } from '../../support/test';
import { stands } from '../../support/pages';
import { TELEPHONE } from '../../support/resident';

/** Presses Tab until the focus leaves the page, and tells what it met. */
async function walk(page: Page): Promise<string[]> {
  const met: string[] = [];
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    window.getSelection()?.setPosition(document.body, 0);
  });
  for (let n = 0; n < 120; n += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const here = document.activeElement;
      if (!here || here === document.body) return null;
      const style = getComputedStyle(here);
      const shown = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
      const marked = document.querySelector('[data-walked]');
      const onwards = marked === null || (marked.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
      const again = here.hasAttribute('data-walked');
      marked?.removeAttribute('data-walked');
      here.setAttribute('data-walked', '');
      const name = here.getAttribute('aria-label') ?? (here.textContent.trim() || here.getAttribute('name') || here.id || here.tagName);
      return { name: name.slice(0, 24), shown, onwards, again };
    });
    if (!at || (met.length > 0 && !at.onwards && at.name === met[0])) return met;
    expect.soft(at.shown, `the focus on ${at.name} is seen`).toBe(true);
    expect.soft(at.onwards || at.again, `${at.name} follows what stands before it`).toBe(true);
    met.push(at.name);
  }
  throw new Error(`Tab does not get out of ${page.url()}: ${met.slice(-5).join(', ')}`);
}

test('the resident’s form', async ({ device }) => {
  const page = await (await device(TELEPHONE)).newPage();
  await page.goto('/report');
  await stands(page);
  const met = await walk(page);
  expect(met[0], 'the first step leads past the head').toBe('跳到正文');
  expect(met.some((name) => name.startsWith('下一步'))).toBe(true);
});

test('the door of the console, and the intake desk', async ({ device, as }) => {
  const door = await (await device()).newPage();
  await door.goto('/console/login');
  await stands(door);
  expect((await walk(door)).some((name) => name.includes('登录'))).toBe(true);
  const desk = await as('agent');
  await desk.goto('/console/intake');
  await stands(desk);
  expect((await walk(desk)).some((name) => name.startsWith('登记受理'))).toBe(true);
});
