// Every front opens, keeps to its own site and policy, and is accessible. What a front can do is told by the journeys.

import { expect, expectAccessible, test } from '../support/test';

test('the front page opens for everybody', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectAccessible(page);
});

test('the console opens', async ({ page }) => {
  const answer = await page.goto('/console/');
  expect(answer?.status()).toBe(200);
  await expect(page.locator('body')).not.toBeEmpty();
  await expectAccessible(page);
});

test('the page of the phone opens', async ({ page }) => {
  const answer = await page.goto('/field/');
  expect(answer?.status()).toBe(200);
  await expect(page.locator('body')).not.toBeEmpty();
  await expectAccessible(page);
});

for (const role of ['agent', 'dispatcher', 'handler', 'field', 'supervisor', 'auditor', 'administrator'] as const) {
  test(`the ${role} of the city can log in`, async ({ api }) => {
    const me = await (await api(role)).get('/api/v1/me');
    expect(((await me.json()) as { role: string }).role).toBe(role);
  });
}
