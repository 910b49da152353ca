// Many departments are urged in one go, and it can be taken back before it is sent.

import { expect, expectAccessible, test } from '../../support/test';
import { countVerbs } from '../../support/city';
import { THEMES, dress } from '../../support/themes';

test('cases are urged in bulk, taken back, and urged again', async ({ as, api }) => {
  const supervisor = await api('supervisor');
  const page = await as('supervisor');
  await page.goto('/console/supervision?tab=late');
  const rows = page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: /选中/ }) });
  await expect(rows.first()).toBeVisible();
  const number = (await rows.first().getByRole('link').first().textContent()) ?? '';
  const urged = async () => (await countVerbs(supervisor, number)).supervise ?? 0;
  const before = await urged();
  const boxes = page.getByRole('checkbox', { name: /选中/ });
  const many = Math.min(2, await boxes.count());
  for (let at = 0; at < many; at += 1) await boxes.nth(at).check();
  for (const theme of THEMES) {
    await dress(page, theme);
    await expectAccessible(page);
  }

  await page.getByRole('button', { name: /催办所选/ }).click();
  await page.getByLabel('理由').fill('已超期，请今日内办结并反馈');
  await page.getByRole('dialog').getByRole('button', { name: '提交' }).click();
  await page.getByRole('button', { name: /撤回/ }).click();
  await expect(page.getByText(`已选 ${many} 件`)).toBeVisible();
  expect(await urged()).toBe(before);

  await page.getByRole('button', { name: /催办所选/ }).click();
  await expect(page.getByLabel('理由')).toHaveValue('已超期，请今日内办结并反馈');
  await page.getByRole('dialog').getByRole('button', { name: '提交' }).click();
  await expect.poll(urged, { timeout: 20_000 }).toBe(before + 1);
});
