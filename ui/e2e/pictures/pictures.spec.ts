// The pictures of the handbook: each page as somebody meets it in the imaginary city, at the size in which it is shown.

import { fileURLToPath } from 'node:url';
import { act, handled, report } from '../support/city';
import { firstDay, PHONE } from '../support/phone';
import { expect, test, type Page } from '../support/test';

const DESK = { viewport: { width: 1280, height: 800 } };

const WAITING = [
  '学林街口窨井盖松动，车一压就响，夜里怕有人绊倒',
  '楼下烧烤店夜里十二点还在放音响，老人睡不着',
  '小区二期电梯停了两天，物业说等配件，八十岁老人下不了楼',
  '菜市场门口共享单车乱堆，盲道走不通',
  '河边步道护栏断了一截，孩子放学都从那里过',
  '工地凌晨三点还在打桩，已经连续三天',
];

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  const path = fileURLToPath(new URL(`../../../docs/src/images/${name}.png`, import.meta.url));
  await page.screenshot({ path, animations: 'disabled' });
}

test('a resident reports and follows', async ({ device, api }) => {
  const filed = await report(await api('agent'), '桂香大道与学林街口的路灯连续三晚不亮，晚自习的孩子过马路看不清', 5);
  const phone = await device({ viewport: { width: 390, height: 780 } });
  const page = await phone.newPage();
  await page.goto('/report');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await picture(page, 'report');
  await act(await api('dispatcher'), filed.number, 'triage', { way: 'ordinary', kind: 'M01037' });
  await act(await api('dispatcher'), filed.number, 'dispatch', { lead: 'urban-management', reason: '属市容环境，由城市管理局承办' });
  await page.goto(`/track/${filed.number}?key=${filed.key}`);
  await expect(page.getByText(filed.number).first()).toBeVisible();
  await picture(page, 'track');
});

test('an agent types while somebody speaks', async ({ as }) => {
  const page = await as('agent', DESK);
  await page.goto('/console/intake');
  await page.locator('textarea').first().fill('汐岸苑门口的路灯连续三晚不亮，学生晚自习回家看不清路');
  await expect(page.getByRole('region', { name: '可能的地点' })).toBeVisible();
  await expect(page.getByRole('heading', { name: '可能是同一件事' })).toBeVisible();
  await picture(page, 'intake');
});

test('a dispatcher decides', async ({ as, api }) => {
  const agent = await api('agent');
  for (const [n, words] of WAITING.entries()) await report(agent, words, 40 + 25 * n);
  const page = await as('dispatcher', DESK);
  await page.goto('/console/workbench');
  await expect(page.getByRole('heading').first()).toBeVisible();
  await picture(page, 'workbench');
});

test('a handler opens the inbox and a case', async ({ as, api }) => {
  const filed = await report(await api('agent'), '桂香大道公交站旁垃圾桶破损，垃圾外溢有异味', 9);
  await act(await api('dispatcher'), filed.number, 'triage', { way: 'ordinary', kind: 'M03005' });
  await act(await api('dispatcher'), filed.number, 'dispatch', { lead: 'urban-management', reason: '属市容环境，由城市管理局承办' });
  const page = await as('handler', DESK);
  await page.goto('/console/cases?state=dispatched&sort=due_at');
  await expect(page.getByRole('table')).toBeVisible();
  await picture(page, 'inbox');
  await page.goto(`/console/cases/${filed.number}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await picture(page, 'case');
});

test('a supervisor sees what is late, and the wall', async ({ as, api }) => {
  const page = await as('supervisor', DESK);
  await page.goto('/console/supervision');
  await expect(page.getByRole('heading').first()).toBeVisible();
  await picture(page, 'supervision');
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto('/console/wall');
  await expect(page.locator('canvas').first()).toBeVisible();
  await report(await api('agent'), '汐岸苑门口路面塌陷，已用树枝拦着', 300);
  await expect(page.getByText('暂无新动态')).toHaveCount(0);
  await picture(page, 'wall');
});

test('a grid worker has the day in hand', async ({ device, api }) => {
  const filed = await report(await api('agent'), '桂香大道果皮箱满溢', 13);
  await handled(await api('dispatcher'), await api('handler'), filed.number);
  const page = await (await device({ ...PHONE, viewport: { width: 390, height: 780 } })).newPage();
  await firstDay(page);
  await picture(page, 'field-today');
  await page.getByRole('link', { name: /上报/ }).first().click();
  await picture(page, 'field-report');
});

test('an administrator keeps rulebooks, the calendar and accounts', async ({ as }) => {
  const page = await as('administrator', DESK);
  for (const [path, name] of [['/console/administration/rulebooks', 'rulebooks'], ['/console/calendar', 'calendar'], ['/console/administration/people', 'people']] as const) {
    await page.goto(path);
    await expect(page.getByRole('heading').first()).toBeVisible();
    await picture(page, name);
  }
});
