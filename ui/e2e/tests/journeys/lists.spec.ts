// A day at the lists: walked by keys, asked by sound, kept as views, taken along as tables; and the proof of a case in one press.

import { readFile } from 'node:fs/promises';
import { report } from '../../support/city';
import { openCase } from '../../support/console';
import { readCsv, readXlsx } from '../../support/tables';
import { expect, test, type Page } from '../../support/test';

async function download(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [got] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: got.suggestedFilename(), bytes: await readFile(await got.path()) };
}

test('a list is searched by sound, kept as a view, and taken along as tables', async ({ as, api }) => {
  const filed = await report(await api('agent'), '观景平台垃圾桶倾倒', 580);
  const page = await as('agent');
  await page.goto('/console/cases?view=all');
  await expect(page.getByRole('row').filter({ has: page.getByRole('link') }).first()).toBeVisible();
  // By the sound of the words, in Latin letters.
  await page.keyboard.press('/');
  const answered = page.waitForResponse((answer) => /\/api\/v1\/cases\?.*q=guanjingpingtai/.test(answer.url()));
  await page.keyboard.insertText('guanjingpingtai');
  await answered;
  await expect(page.locator('.board')).toHaveAttribute('aria-busy', 'false');
  const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
  await expect(rows.filter({ hasText: filed.number })).toBeVisible();
  await expect(page).toHaveURL(/q=guanjingpingtai/);
  const shown = await rows.count();

  // Kept under a name, it is there at another desk too.
  const name = `观景${filed.number}`;
  await page.keyboard.press('Escape');
  await page.keyboard.press('S');
  await page.getByLabel('视图名称').fill(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'page');
  const elsewhere = await as('agent');
  await elsewhere.goto('/console/cases');
  await elsewhere.getByRole('link', { name, exact: true }).click();
  await expect(elsewhere.getByRole('link', { name: filed.number, exact: true })).toBeVisible();
  await expect(elsewhere).toHaveURL(/q=guanjingpingtai/);

  // Both tables hold what the list shows.
  await page.locator('summary').filter({ hasText: '导出' }).click();
  const csv = await download(page, () => page.getByRole('link', { name: 'CSV' }).click());
  expect(csv.name).toMatch(/\.csv$/);
  const lines = readCsv(csv.bytes);
  expect(lines).toHaveLength(shown + 1);
  expect(new Set(lines.map((line) => line.length)).size, 'every line has the cells of the head').toBe(1);
  expect(lines.map((line) => line[0])).toContain(filed.number);
  await page.locator('summary').filter({ hasText: '导出' }).click();
  const xlsx = await download(page, () => page.getByRole('link', { name: 'XLSX' }).click());
  expect(xlsx.name).toMatch(/\.xlsx$/);
  const sheet = readXlsx(xlsx.bytes);
  expect(sheet).toHaveLength(shown + 1);
  expect(sheet[0]).toEqual(lines[0]);
  expect(sheet.map((row) => row[0])).toContain(filed.number);
  expect(sheet.flat()).toContain('观景平台垃圾桶倾倒');

  // Forgotten here, it is gone there.
  await page.getByRole('button', { name: `删除视图 ${name}` }).click();
  await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
  await elsewhere.reload();
  await expect(elsewhere.getByRole('heading', { name: '案件', exact: true })).toBeVisible();
  await expect(elsewhere.getByRole('link', { name, exact: true })).toHaveCount(0);
});

test('a list by deadline shows as many cases as it counts', async ({ as }) => {
  const page = await as('agent');
  await page.goto('/console/cases?state=closed&sort=due_at');
  const said = await page.getByRole('status').filter({ hasText: /^共 .* 件$/ }).innerText();
  const all = Number(said.replace(/\D/g, ''));
  expect(all).toBeGreaterThan(50);
  const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
  let counted = 0;
  for (let turned = 1; ; turned += 1) {
    await expect(rows.first()).toBeVisible();
    counted += await rows.count();
    const next = page.getByRole('button', { name: '下一页' });
    if ((await next.count()) === 0 || !(await next.isEnabled())) break;
    await next.click();
    await expect(page.getByText(`第 ${turned + 1} 页`)).toBeVisible();
    await expect(page.locator('.board')).toHaveAttribute('aria-busy', 'false');
  }
  expect(counted).toBe(all);
});

for (const role of ['agent', 'dispatcher', 'handler', 'supervisor', 'auditor'] as const) {
  test(`the ${role} walks the list by keys, and finds every key on the sheet and every act in the palette`, async ({ as }) => {
    const page = await as(role);
    await page.goto('/console/cases?view=all');
    const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
    await expect(rows.nth(2)).toBeVisible();
    await page.keyboard.press('j');
    await expect(rows.nth(0).getByRole('link')).toBeFocused();
    await page.keyboard.press('j');
    await expect(rows.nth(1).getByRole('link')).toBeFocused();
    await page.keyboard.press('k');
    await expect(rows.nth(0).getByRole('link')).toBeFocused();
    await page.keyboard.press('x');
    await expect(rows.nth(0).getByRole('checkbox')).toBeChecked();

    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: '快捷键' });
    await expect(sheet).toContainText('下一件');
    await expect(sheet).toContainText('命令面板');
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();

    // What stands on the page as a button or a view is in the palette by its name.
    for (const act of ['导出 CSV', '导出 XLSX', '保存视图', '刷新', '复制受理号', '退出登录', ...(await page.getByRole('navigation', { name: '视图' }).getByRole('link').allInnerTexts())]) {
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('combobox', { name: /命令/ })).toBeFocused();
      await page.keyboard.insertText(act);
      await expect(page.getByRole('dialog', { name: '命令面板' }).getByRole('option', { name: act }).first()).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }

    const number = await rows.nth(0).getByRole('link').innerText();
    await rows.nth(0).getByRole('link').focus();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/cases/${number}$`));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    // The case's own acts, each by name.
    const acts = await page.getByRole('group', { name: '操作' }).getByRole('button').allInnerTexts();
    for (const act of acts.map((one) => one.split('\n')[0] ?? '')) {
      await page.keyboard.press('Control+k');
      await page.keyboard.insertText(act);
      await expect(page.getByRole('dialog', { name: '命令面板' }).getByRole('option', { name: act }).first()).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
  });
}

test('the proof of a step is verified in one press, and taken along', async ({ as, api }) => {
  const filed = await report(await api('agent'), '健身区垃圾桶倾倒', 620);
  const page = await as('auditor');
  await openCase(page, filed.number);
  await page.getByRole('button', { name: /^验证 #\d+$/ }).first().click();
  await expect(page.locator('.verdict.proven')).toBeVisible();
  const proof = await download(page, () => page.getByRole('link', { name: /下载/ }).click());
  expect(proof.name).toMatch(/\.tlog-proof$/);
  expect(proof.bytes.toString('utf8')).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);

  // A proof that was tampered with on its way is told from a true one.
  await page.route('**/api/v1/ledger/prove/*', async (route) => {
    const answer = await route.fetch();
    const lines = (await answer.text()).split('\n');
    const at = lines.findIndex((line) => /^[A-Za-z0-9+/]{43}=$/.test(line));
    expect(at).toBeGreaterThan(0);
    lines[at] = Buffer.alloc(32, 1).toString('base64');
    await route.fulfill({ response: answer, body: lines.join('\n') });
  });
  await page.getByRole('button', { name: '验证', exact: true }).click();
  await expect(page.locator('.verdict.false_proof')).toBeVisible();
});

test('the caller who rings again is known, and the look-up is written down', async ({ as, api, device }) => {
  const phone = `139${String(Date.now()).slice(-8)}`;
  const agent = await api('agent');
  const location = { lng: 123.4, lat: 29.31, datum: 'cgcs2000' };
  const first = await agent.post('/api/v1/cases', { data: { command_id: crypto.randomUUID(), channel: 'phone', description: '楼道灯不亮', address: '桂香大道', location, reporter: { name: '林女士', phone, consent_to_contact: true } } });
  const filed = (await first.json()) as { number: string; key: string };
  const page = await as('agent');
  await page.goto('/console/intake');
  await page.getByLabel('诉求内容').fill('又来问楼道灯的事');
  await page.getByLabel('来电号码').fill(phone);
  await page.keyboard.press('Alt+e');
  // The machine may hold it to be the same matter as well, on the other side of the desk.
  const form = page.locator('form');
  await expect(form.getByRole('link', { name: filed.number })).toBeVisible();
  await expect(form.getByText('楼道灯不亮')).toBeVisible();
  // The person concerned can see that somebody looked.
  const resident = await (await device()).newPage();
  await resident.goto(`/track/${filed.number}?key=${filed.key}`);
  await expect(resident.getByRole('heading', { name: '谁查看过您的联系方式' })).toBeVisible();
});
