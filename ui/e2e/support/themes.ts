// The three looks of every page.

import type { Page } from '@playwright/test';

export const THEMES = ['light', 'dark', 'elder'] as const;

/** The page as it stands, in another look; what was typed or opened stays. */
export async function dress(page: Page, theme: (typeof THEMES)[number]): Promise<void> {
  await page.getByRole('group', { name: '主题' }).getByRole('button').nth(THEMES.indexOf(theme)).click();
}
