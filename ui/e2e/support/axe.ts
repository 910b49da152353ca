// Asks axe about a page: WCAG 2.2 A and AA, with no violation waived.

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The page as it stands has no violation. */
export async function expectAccessible(page: Page): Promise<void> {
  // What is still fading in has no contrast of its own yet.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const told = violations.map(({ id, help, nodes }) => ({
    rule: id,
    help,
    where: nodes.slice(0, 5).map((node) => `${node.target.join(' ')} — ${node.failureSummary ?? ''}`),
  }));
  // Told of every page of a walk, not of the first one alone.
  expect.soft(told, `axe on ${page.url()}`).toEqual([]);
}
