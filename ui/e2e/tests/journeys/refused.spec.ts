// When things go wrong: no server, somebody faster, a session that ended, a picture that is none. Each has its sentence and its next
// step, and nothing that was typed is lost.

import { countVerbs, act, report } from '../../support/city';
import { begin, expectState, openCase, submit } from '../../support/console';
import { loginOf } from '../../support/people';
import { NO_PICTURE, huge, photograph } from '../../support/pictures';
import { TELEPHONE, fillIn } from '../../support/resident';
import { expect, test } from '../../support/test';

test('a note survives a silent server, a colleague who was faster, and the end of the session', async ({ as, api }) => {
  const [agent, dispatcher] = [await api('agent'), await api('dispatcher')];
  const filed = await report(agent, '人行道垃圾桶盖子丢失', 500);
  const page = await as('dispatcher');
  await openCase(page, filed.number);

  // The server does what it was told, and its answer is lost on the way.
  await page.route('**/note', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  }, { times: 1 });
  const form = await begin(page, '备注');
  await form.getByLabel('备注内容').fill('来电人下午三点后方便接电话');
  await form.getByRole('button', { name: '备注', exact: true }).click();
  await expect(form.getByRole('alert')).toContainText('服务器没有应答');
  await expect(form.getByRole('alert')).toContainText('请稍后再按一次，不会重复');
  await expect(form.getByLabel('备注内容')).toHaveValue('来电人下午三点后方便接电话');
  // Closed by mistake and opened again: it is still there.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await begin(page, '备注');
  await expect(form.getByLabel('备注内容')).toHaveValue('来电人下午三点后方便接电话');
  await submit(page, '备注');
  await expect(page.getByText('来电人下午三点后方便接电话')).toBeVisible();

  // A colleague triages while somebody writes: what was typed stands, beside the case as it is now.
  await begin(page, '备注');
  await form.getByLabel('备注内容').fill('另有三位邻居反映同一问题');
  await act(dispatcher, filed.number, 'triage', { way: 'ordinary', kind: 'M03005' });
  await form.getByRole('button', { name: '备注', exact: true }).click();
  await expect(form.getByRole('alert')).toContainText('现在是“待派遣”');
  await expect(form.getByLabel('备注内容')).toHaveValue('另有三位邻居反映同一问题');
  await form.getByRole('button', { name: '按最新情况提交' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expectState(page, '待派遣');

  // The session ends under somebody's hands: they log in on top of the page, and the note goes on its way by itself.
  await begin(page, '备注');
  await form.getByLabel('备注内容').fill('已电话告知办理时限');
  await page.context().clearCookies();
  await form.getByRole('button', { name: '备注', exact: true }).click();
  const door = page.getByRole('dialog').filter({ has: page.getByLabel('密码') });
  await expect(door).toBeVisible();
  await expect(door.getByLabel('用户名')).toHaveValue(loginOf('dispatcher').name);
  await door.getByLabel('密码').fill('wrong');
  await door.getByRole('button', { name: '登录', exact: true }).click();
  await expect(door.getByRole('alert')).toBeVisible();
  await door.getByLabel('密码').fill(loginOf('dispatcher').password);
  await door.getByRole('button', { name: '登录', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText('已电话告知办理时限')).toBeVisible();
  expect(await countVerbs(agent, filed.number)).toMatchObject({ note: 3, triage: 1 });
});

test('a list without a server says so and comes back at a press', async ({ as }) => {
  const page = await as('agent');
  await page.route('**/api/v1/cases?**', (route) => route.abort('connectionrefused'));
  await page.goto('/console/cases');
  await expect(page.getByRole('alert')).toContainText('服务器没有应答');
  await page.unroute('**/api/v1/cases?**');
  await page.getByRole('alert').getByRole('button').click();
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a report at the intake desk survives a silent server, and is filed once', async ({ as, api }) => {
  const page = await as('agent');
  await page.goto('/console/intake');
  const what = `车棚顶漏雨，编号${Date.now()}`;
  await page.getByLabel('诉求内容').fill(what);
  await page.getByLabel('地点').fill('桂香大道车棚');
  await page.getByLabel('来电号码').fill('13900007777');
  await page.route('**/api/v1/cases', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  }, { times: 1 });
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('alert')).toContainText('服务器没有应答');
  await expect(page.getByLabel('诉求内容')).toHaveValue(what);
  await expect(page.getByLabel('来电号码')).toHaveValue('13900007777');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: '已受理' })).toBeVisible();
  const found = await (await api('agent')).get('/api/v1/cases', { params: { q: what } });
  expect(((await found.json()) as { items: unknown[] }).items).toHaveLength(1);
});

test('a picture that is none is refused with a sentence, and what was written stands', async ({ as, api, device }) => {
  const [agent, dispatcher, handlerApi] = [await api('agent'), await api('dispatcher'), await api('handler')];
  const filed = await report(agent, '果皮箱内胆丢失', 540);
  await act(dispatcher, filed.number, 'triage', { way: 'ordinary', kind: 'M03005' });
  await act(dispatcher, filed.number, 'dispatch', { lead: 'urban-management', reason: '属市容环境，由城市管理局承办' });
  await act(handlerApi, filed.number, 'accept');

  // At the department's desk: a text under a picture's name, one that is too large, and then a real one.
  const page = await as('handler');
  await openCase(page, filed.number);
  const form = await begin(page, '处置完成');
  await form.getByLabel('处置结果').fill('已补装内胆');
  const evidence = form.getByLabel(/^现场材料/);
  await evidence.setInputFiles([NO_PICTURE]);
  await expect(form.getByRole('alert')).toContainText('这不是 JPEG、PNG 或 WebP 图片');
  await evidence.setInputFiles([huge(21)]);
  await expect(form.getByRole('alert')).toContainText('超过 20 MB');
  await expect(form.getByLabel('处置结果')).toHaveValue('已补装内胆');
  await evidence.setInputFiles([await photograph(page, 'after.jpg', 300)]);
  await expect(form.getByRole('img', { name: '照片 1' })).toBeVisible();
  await submit(page, '处置完成');
  await expect(page.getByRole('heading', { name: '处置后' })).toBeVisible();

  // On the resident's page: the same, and everything typed comes back with the sentence.
  const resident = await (await device(TELEPHONE)).newPage();
  for (const [picture, sentence] of [[NO_PICTURE, '这不是 JPEG、PNG 或 WebP 图片'], [huge(21), '图片不完整或已损坏']] as const) {
    await resident.goto('/report');
    await fillIn(resident, { what: '花坛边果皮箱倒了', address: '桂香大道花坛', phone: '13900008888', photos: [picture] });
    await resident.getByRole('button', { name: '下一步' }).click();
    await expect(resident.getByRole('alert')).toContainText(sentence);
    await expect(resident.getByRole('alert')).toContainText('也可以不附照片继续');
    await expect(resident.getByLabel('发生了什么')).toHaveValue('花坛边果皮箱倒了');
    await expect(resident.getByLabel('电话', { exact: true })).toHaveValue('13900008888');
    await resident.getByRole('button', { name: '下一步' }).click();
    await expect(resident.getByRole('heading', { name: '核对后提交' })).toBeVisible();
  }
});
