// Which model advises is a person's choice, with a reason and a way back; topics open the cases behind them.

import { expect, expectAccessible, test } from '../../support/test';
import { THEMES, dress } from '../../support/themes';

test('a supervisor lets the catalogue advise, and goes back', async ({ as, api }) => {
  const supervisor = await api('supervisor');
  const inForce = async () => ((await (await supervisor.get('/api/v1/triage/models')).json()) as { in_force: string | null }).in_force;
  const model = await inForce();
  expect(model).not.toBeNull();
  const page = await as('supervisor');
  await page.goto('/console/triage/models');
  await expect(page.getByRole('heading', { name: '近期表现' })).toBeVisible();
  await expect(page.getByRole('heading', { name: '类别建议' })).toBeVisible();
  for (const theme of THEMES) {
    await dress(page, theme);
    await expectAccessible(page);
  }
  await page.getByRole('button', { name: '启用 仅目录用语' }).click();
  await page.getByLabel('理由').fill('核对期间只用目录用语');
  await page.getByRole('dialog').getByRole('button', { name: '启用' }).click();
  await expect.poll(inForce).toBeNull();
  await page.getByRole('button', { name: `退回 ${model ?? ''}` }).click();
  await page.getByLabel('理由').fill('核对完毕');
  await page.getByRole('dialog').getByRole('button', { name: '启用' }).click();
  await expect.poll(inForce).toBe(model);
});

test('an auditor sees the models and chooses none', async ({ as }) => {
  const page = await as('auditor');
  await page.goto('/console/triage/models');
  await expect(page.getByRole('heading', { name: '类别建议' })).toBeVisible();
  await expect(page.getByRole('button', { name: /启用|退回/ })).toHaveCount(0);
});

test('topics open their cases', async ({ as }) => {
  const page = await as('supervisor');
  await page.goto('/console/triage/topics');
  await page.getByLabel('期间').selectOption({ label: '最近 60 天' });
  const topic = page.getByRole('article').first();
  await expect(topic).toBeVisible();
  await expectAccessible(page);
  await topic.getByRole('link').first().click();
  await expect(page).toHaveURL(/\/cases\/\d+/);
});
