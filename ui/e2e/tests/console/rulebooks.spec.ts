// A rulebook is checked, compared, brought into force, and the former one again.

import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, expectAccessible, test, type Page } from '../../support/test';
import { THEMES, dress } from '../../support/themes';

const FOLDER = join(import.meta.dirname, '../../../../rulebooks/tinglan');

/** The files of the city's rulebook, with one of them changed. */
async function rulebook(name: string, change: (text: string) => string): Promise<{ name: string; mimeType: string; buffer: Buffer }[]> {
  const names = (await readdir(FOLDER)).filter((file) => /\.(csv|toml|geojson)$/.test(file));
  return Promise.all(
    names.map(async (file) => {
      const text = await readFile(join(FOLDER, file), 'utf8');
      return { name: file, mimeType: 'text/plain', buffer: Buffer.from(file === name ? change(text) : text) };
    }),
  );
}

const choose = async (page: Page, files: Awaited<ReturnType<typeof rulebook>>) => page.getByLabel('压缩包或文件').setInputFiles(files);

test('faults are told by file and line, and nothing can be brought into force', async ({ as }) => {
  const page = await as('administrator');
  await page.goto('/console/administration/rulebooks/new');
  await choose(page, await rulebook('calendar.csv', (text) => `${text.trimEnd()}\n2028-01-01,feast,元旦\n`));
  await expect(page.getByRole('heading', { name: /处错误/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /calendar\.csv/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /启用/ })).toHaveCount(0);
  await expectAccessible(page);
});

test('a new rulebook is compared row by row, brought into force, and the former one restored', async ({ as, api }) => {
  const administrator = await api('administrator');
  const all = async () => (await (await administrator.get('/api/v1/rulebooks')).json()) as { version: string; in_force: boolean }[];
  const former = (await all()).find((one) => one.in_force)?.version ?? '';
  const page = await as('administrator');
  await page.goto('/console/administration/rulebooks/new');
  const name = `元旦-${randomUUID().slice(0, 8)}`;
  await choose(page, await rulebook('calendar.csv', (text) => `${text.trimEnd()}\n2028-01-03,holiday,${name}\n`));
  await expect(page.getByText('新增 1 行，修改 0 行，删除 0 行')).toBeVisible();
  await expect(page.getByText(`2028-01-03 ${name}`)).toBeVisible();
  for (const theme of THEMES) {
    await dress(page, theme);
    await expectAccessible(page);
  }
  await page.getByRole('button', { name: /^启用/ }).click();
  await page.getByLabel('理由').fill('2028 年元旦安排已公布');
  await page.getByRole('button', { name: '确认启用' }).click();
  await expect(page.getByText(/起生效/)).toBeVisible();
  expect((await all()).find((one) => one.in_force)?.version).not.toBe(former);

  await page.goto('/console/administration/rulebooks');
  await expect(page.getByText('现行')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: `恢复 ${former}` }).click();
  await page.getByLabel('理由').fill('先恢复，待核对后再启用');
  await page.getByRole('button', { name: '恢复', exact: true }).click();
  // It comes back under its own name with a tail that says it came again.
  const [base] = former.split('~');
  await expect.poll(async () => (await all()).find((one) => one.in_force)?.version).toContain(`${base ?? ''}~`);
});
