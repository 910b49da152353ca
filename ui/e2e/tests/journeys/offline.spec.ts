// Journey 4: a phone offline for a shift, killed in the middle of an upload, its session over, an answer lost. Every record arrives once.

import type { APIRequestContext } from '@playwright/test';
import { countVerbs, handled, look, report, type Case } from '../../support/city';
import { PHONE, enterLogin, firstDay, reopen, takePhotos } from '../../support/phone';
import { expect, expectAccessible, test, type Page } from '../../support/test';

async function openTask(page: Page, number: string, doing: string): Promise<void> {
  await page.getByRole('link', { name: '今日' }).click();
  await page.locator(`a[href$="/case/${number}"]`).click();
  await expect(page.getByRole('heading', { name: doing, exact: true })).toBeVisible();
}

async function keep(page: Page, unsent: number): Promise<void> {
  await page.getByRole('button', { name: '存入并上传' }).first().click();
  await expect(page.getByRole('link', { name: `未上传 ${unsent}` })).toBeVisible();
}

async function find(agent: APIRequestContext, words: string): Promise<Case[]> {
  const answer = await agent.get('/api/v1/cases', { params: { q: words } });
  return ((await answer.json()) as { items: Case[] }).items;
}

test('a phone offline for a shift, killed in mid-upload, brings every record once', async ({ device, api }) => {
  const [agent, dispatcher, handler] = [await api('agent'), await api('dispatcher'), await api('handler')];
  const unseen = await report(agent, '下水道口冒污水，请来人看看', 3);
  const done = await report(agent, '健身步道垃圾桶破损', -4);
  await handled(dispatcher, handler, done.number);

  // Words of their own, to find the report by.
  const seen = `垃圾桶倒在人行道上，就在${unseen.number}附近`;

  const phone = await device(PHONE);
  let page = await phone.newPage();
  await firstDay(page);
  await expectAccessible(page);

  // The shift: no signal, and the app is opened anew without one.
  await phone.setOffline(true);
  await page.close();
  page = await phone.newPage();
  await reopen(page);

  await openTask(page, unseen.number, '核实');
  await page.getByText('属实', { exact: true }).click();
  await takePhotos(page, 1);
  await page.getByLabel('说明').fill('井口外溢约两米');
  await keep(page, 1);

  await openTask(page, done.number, '核查');
  await page.getByText('已解决', { exact: true }).click();
  await takePhotos(page, 1);
  await keep(page, 2);

  await page.getByRole('link', { name: '上报' }).click();
  await expect(page.getByText(/已定位/)).toBeVisible();
  await takePhotos(page, 2);
  await page.getByLabel('看到了什么').fill(seen);
  // What was begun outlives the app.
  await page.getByLabel('在哪里').fill('桂香大道公交站旁');
  await keep(page, 3);
  await expectAccessible(page);

  // The signal is back, but the session is over: the queue waits, somebody logs in on top, and it goes on.
  await phone.clearCookies();
  await phone.setOffline(false);
  await expect(page.getByRole('heading', { name: '登录已过期' })).toBeVisible();
  await expect(page.getByRole('link', { name: '未上传 3' })).toBeVisible();

  // The second piece of the first picture reaches the server, and then the app is killed.
  const killed = new Promise<void>((over) => {
    void phone.route('**/api/v1/attachments/*/chunks/1', async (route) => {
      await route.fetch();
      await page.close();
      over();
    }, { times: 1 });
  });
  await enterLogin(page);
  await killed;
  expect(await countVerbs(agent, done.number)).not.toHaveProperty('verify');

  // Of the check the server hears, and its answer is lost.
  await phone.route('**/verify', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  }, { times: 1 });
  page = await phone.newPage();
  await reopen(page);
  const again = page.getByRole('button', { name: '现在上传' });
  await page.getByRole('link', { name: /未上传/ }).click();
  await expect(again).toBeEnabled();
  await again.click();
  await expect(page.getByRole('link', { name: '全部已上传' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('heading', { name: '已上传', exact: true })).toBeVisible();

  // Every record once, with its pictures.
  expect(await countVerbs(agent, unseen.number)).toMatchObject({ file: 1, note: 1 });
  expect(await countVerbs(agent, done.number)).toMatchObject({ verify: 1, handle: 1 });
  const checked = await look(agent, done.number);
  expect(checked.state).toBe('verified');
  expect(checked.checks.map(({ passed, evidence }) => [passed, evidence.length])).toEqual([[true, 1]]);
  const filed = await find(agent, seen);
  expect(filed).toHaveLength(1);
  expect((await look(agent, filed[0]?.number ?? '')).attachments).toHaveLength(2);
});
