// Every page of every front, with who opens it: what must hold on all pages is asked of this list.

import { expect, type Page } from '@playwright/test';
import type { Role } from './people';

/** Pages of residents. `{case}` is the way to a case of theirs. */
export const RESIDENT = ['/', '/report', '/track', '{case}', '{case}/receipt', '/cases', '/map', '/figures', '/guide', '/help', '/no-such-page'] as const;

/** Pages of the console, each with a role that works there. */
export const CONSOLE: readonly (readonly [Role, string])[] = [
  ['agent', '/console/intake'],
  ['agent', '/console/grids'],
  ['dispatcher', '/console/workbench'],
  ['dispatcher', '/console/cases?view=all'],
  ['dispatcher', '/console/cases/{number}'],
  ['dispatcher', '/console/triage/topics'],
  ['dispatcher', '/console/no-such-page'],
  ['handler', '/console/cases'],
  ['handler', '/console/cases/{number}'],
  ['supervisor', '/console/supervision'],
  ['supervisor', '/console/figures'],
  ['supervisor', '/console/grids/nets'],
  ['supervisor', '/console/triage/models'],
  ['supervisor', '/console/wall'],
  ['auditor', '/console/ledger'],
  ['administrator', '/console/administration/people'],
  ['administrator', '/console/administration/tokens'],
  ['administrator', '/console/administration/rulebooks'],
  ['administrator', '/console/administration/rulebooks/new'],
  ['administrator', '/console/calendar'],
];

/** Screens of the phone. */
export const FIELD = ['today', 'map', 'report', 'queue', 'settings'] as const;

/** Waits until a page stands: it has a heading, and nothing of it is still on its way. */
export async function stands(page: Page): Promise<void> {
  await expect(page.getByRole('heading').first(), `${page.url()} has a heading`).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

/** The page does not reach beyond its window: nobody has to scroll sideways to read (WCAG 1.4.10). */
export async function expectNoSideways(page: Page): Promise<void> {
  const { wide, window, guilty } = await page.evaluate(() => {
    const window = document.documentElement.clientWidth;
    // What scrolls inside its own frame is not the page.
    const framed = (element: Element | null): boolean => element !== null && element !== document.body
      && (getComputedStyle(element).overflowX !== 'visible' || framed(element.parentElement));
    const beyond = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > window + 1 && !framed(element.parentElement));
    const guilty = beyond.slice(0, 3).map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`);
    return { wide: document.documentElement.scrollWidth, window, guilty };
  });
  expect.soft(wide, `${page.url()} reaches beyond its window by ${guilty.join(', ')}`).toBeLessThanOrEqual(window);
}
