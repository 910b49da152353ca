// The calendar shows the year of the rulebook, and counts limits as the server does.

import { expect, expectAccessible, test } from '../../support/test';
import { THEMES, dress } from '../../support/themes';

test('the year is shown with its holidays, in three looks', async ({ as }) => {
  const page = await as('handler');
  await page.goto('/console/calendar?year=2026');
  await expect(page.getByRole('table')).toHaveCount(12);
  await expect(page.getByText('10-01 – 10-07')).toBeVisible();
  for (const theme of THEMES) {
    await dress(page, theme);
    await expectAccessible(page);
  }
  await page.getByRole('button', { name: '下一年' }).click();
  await expect(page.getByText('2027 年', { exact: true })).toBeVisible();
});

test('a limit is counted over the holidays', async ({ as }) => {
  const page = await as('handler');
  await page.goto('/console/calendar');
  await page.getByLabel('自', { exact: true }).fill('2026-09-28T09:00');
  await page.getByLabel('时限', { exact: true }).fill('5');
  // Tuesday, Wednesday, then after the National Day holidays Thursday, Friday and the Saturday that is worked instead.
  await expect(page.getByText(/5 工作日，到期 10\/10 18:00/)).toBeVisible();
});
