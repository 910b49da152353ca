// The ledger is checked in the browser: an entry of it, that it only grew, and that a checkpoint of another past is found out.

import { expect, expectAccessible, test } from '../../support/test';
import { report } from '../../support/city';
import { THEMES, dress } from '../../support/themes';

test('an entry is proven, and so is that the ledger only grew', async ({ as, api }) => {
  const page = await as('auditor');
  await page.goto('/console/ledger');
  await expect(page.getByText(/本机第一次查看/)).toBeVisible();
  const before = await (await page.request.get('/ledger/checkpoint')).text();
  await page.getByLabel(/第几条/).fill('3');
  await page.getByRole('button', { name: '查看', exact: true }).click();
  await page.getByRole('button', { name: '验证' }).click();
  await expect(page.getByText(/已证明：该条目/)).toBeVisible();
  for (const theme of THEMES) {
    await dress(page, theme);
    await expectAccessible(page);
  }

  await report(await api('agent'), '井盖松动，行人差点绊倒', 400);
  await expect.poll(async () => (await page.request.get('/ledger/checkpoint')).text(), { timeout: 30_000 }).not.toBe(before);
  await page.reload();
  await expect(page.getByText(/已证明：其后只增加了/)).toBeVisible();

  // Another past: the root of then is another one.
  const lines = before.split('\n');
  lines[2] = `${lines[2]?.startsWith('A') ? 'B' : 'A'}${lines[2]?.slice(1) ?? ''}`;
  await page.getByLabel(/检查点文件/).setInputFiles({ name: 'then.txt', mimeType: 'text/plain', buffer: Buffer.from(lines.join('\n')) });
  await expect(page.getByText(/不一致/)).toBeVisible();
  await page.getByLabel(/检查点文件/).setInputFiles({ name: 'then.txt', mimeType: 'text/plain', buffer: Buffer.from('nothing') });
  await expect(page.getByText('这不是检查点文件')).toBeVisible();
});
