// The intake desk hears where it is: a place of the register is taken by one key, and what is typed alone finds its community.

import { look } from '../../support/city';
import { expect, test } from '../../support/test';

test('a place that the caller names is taken by a key, with its grid', async ({ as, api }) => {
  const page = await as('agent');
  await page.goto('/console/intake');
  await page.getByLabel('诉求内容').fill('汐岸苑三号楼的电梯停了两天，老人下不了楼');
  const heard = page.getByRole('region', { name: '可能的地点' });
  await expect(heard).toContainText('鼓楼前社区汐岸苑');
  await expect(heard).toContainText('说到“汐岸苑”');
  await page.keyboard.press('Alt+p');
  await expect(page.getByLabel('地点', { exact: true })).toHaveValue(/鼓楼前社区汐岸苑$/);
  await expect(page.getByRole('status').filter({ hasText: '鼓楼前社区' })).toBeVisible();
  await page.getByRole('button', { name: '取消标点' }).click();

  // Two places fit: both are told, and none is taken.
  await page.getByLabel('地点', { exact: true }).fill('汐岸苑和汐岸家园之间');
  await expect(heard.getByRole('listitem')).toHaveCount(2);

  // Filed with words alone, it is in its community all the same.
  await page.getByLabel('地点', { exact: true }).fill('汐岸苑3号楼');
  await expect(heard).toContainText('登记后归入鼓楼前社区');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: '已受理' })).toBeVisible();
  const number = (await page.getByText(/^20\d{13}$/).first().innerText()).trim();
  const filed = (await look(await api('agent'), number)) as unknown as { area: { name: string } };
  expect(filed.area.name).toBe('鼓楼前社区');
});
