// Journey 1: a resident reports with a picture; dispatcher, handler and grid worker do their part; the resident rates, and every
// door tells the same end.

import { look } from '../../support/city';
import { begin, expectFact, expectState, openCase, submit } from '../../support/console';
import { PHONE, firstDay, takePhotos } from '../../support/phone';
import { photograph } from '../../support/pictures';
import { TELEPHONE, comeBack, expectStanding, fillIn, rate, receipt } from '../../support/resident';
import { expect, test } from '../../support/test';

test('a report goes through every door and is closed by the word of who reported it', async ({ device, as, api }) => {
  // The resident, on their telephone, where they stand.
  const resident = await (await device(TELEPHONE)).newPage();
  await resident.goto('/report');
  await resident.getByRole('button', { name: '就在我这里' }).click();
  await expect(resident.getByText(/^已定位：/)).toBeVisible();
  const before = await photograph(resident, 'before.jpg', 40);
  await fillIn(resident, { what: '共享单车堆满人行道，轮椅过不去，已经好几天了', address: '桂香大道公交站', phone: '13900001234', photos: [before] });
  await resident.getByRole('button', { name: '下一步' }).click();
  await expect(resident.getByRole('heading', { name: '核对后提交' })).toBeVisible();
  await resident.getByLabel(/共享单车乱象/).check();
  await resident.getByRole('button', { name: '提交' }).click();
  const filed = await receipt(resident);
  await expect(resident.getByRole('img', { name: /二维码/ })).toBeVisible();
  await resident.getByRole('link', { name: '查看进展' }).click();
  await expectStanding(resident, '已收到');

  // The dispatcher takes the suggestion at the bench with one key: triaged and sent to the department in one decision.
  const dispatcher = await as('dispatcher');
  await dispatcher.goto('/console/workbench');
  await dispatcher.locator(`#bench-${filed.number}`).getByRole('button').click();
  await expect(dispatcher.getByRole('article')).toContainText('轮椅过不去');
  await expect(dispatcher.getByRole('article')).toContainText(filed.number);
  await dispatcher.keyboard.press('a');
  await expect(dispatcher.locator(`#bench-${filed.number}`)).toBeHidden();
  await expect(dispatcher.getByText('本次已办 1 件')).toBeVisible();

  // The handler finds it in the inbox, takes it on, and reports the work with a picture of it.
  const handler = await as('handler');
  await handler.goto('/console/cases');
  await expect(handler.getByRole('link', { name: '收件箱' })).toHaveAttribute('aria-current', 'page');
  await handler.getByRole('link', { name: filed.number }).click();
  await expectState(handler, '待签收');
  await expect(handler.getByRole('img', { name: /^诉求人提交/ })).toHaveJSProperty('complete', true);
  await begin(handler, '签收');
  await submit(handler, '签收');
  await expectState(handler, '处置中');
  const handling = await begin(handler, '处置完成');
  await handling.getByLabel('处置结果').fill('已清运单车四十余辆，并通知企业加强调度');
  await handling.getByLabel(/^现场材料/).setInputFiles([await photograph(handler, 'after.jpg', 120)]);
  await expect(handling.getByRole('img', { name: '照片 1' })).toBeVisible();
  // Transport helps and has not answered: the town hall asks why the work ends all the same, and what was said stands.
  await handling.getByRole('button', { name: '处置完成', exact: true }).click();
  await expect(handling.getByRole('alert')).toContainText('协办任务 1 尚未反馈');
  await expect(handling.getByLabel('处置结果')).toHaveValue('已清运单车四十余辆，并通知企业加强调度');
  await handling.getByLabel(/^协办未反馈/).fill('现场无需交通部门配合');
  await submit(handler, '处置完成');
  await expectState(handler, '待核查');
  await expect(handler.getByRole('heading', { name: '处置后' })).toBeVisible();

  // The grid worker looks at the spot and checks it.
  const field = await (await device(PHONE)).newPage();
  await firstDay(field);
  await field.locator(`a[href$="/case/${filed.number}"]`).click();
  await expect(field.getByRole('heading', { name: '核查', exact: true })).toBeVisible();
  await expect(field.getByText('已清运单车四十余辆')).toBeVisible();
  await field.getByText('已解决', { exact: true }).click();
  await takePhotos(field, 1);
  await field.getByRole('button', { name: '存入并上传' }).click();
  await field.locator('a.unsent').click();
  await expect(field.getByRole('heading', { name: '已上传', exact: true })).toBeVisible();
  await expect(field.getByRole('link', { name: '全部已上传' })).toBeVisible();

  // The handler answers in the name of the department.
  await openCase(handler, filed.number);
  await expectState(handler, '待回复');
  const answer = await begin(handler, '正式答复');
  const text = answer.getByRole('textbox', { name: '答复内容' });
  // The city's own words to begin from, with what is known of the case in them.
  await answer.getByLabel('套用模板').selectOption({ label: '办结答复' });
  await expect(text).toHaveValue(new RegExp(`共享单车乱象问题（编号${filed.number}）已由市城市管理局办理完毕`));
  await text.fill(`${await text.inputValue()}企业将每日巡查两次。`);
  await submit(handler, '正式答复');
  await expectState(handler, '待回访');

  // The resident comes back with number and key, reads the answer, and says what they think of it.
  await comeBack(resident, filed);
  await expectStanding(resident, '已答复，请您评价');
  await expect(resident.getByRole('heading', { name: '答复', exact: true })).toBeVisible();
  await expect(resident.getByText('企业将每日巡查两次').first()).toBeVisible();
  await rate(resident, '解决了', '不满意', '解决了，就是慢了些');
  await expectStanding(resident, '已收到评价');
  await expect(resident.getByRole('button', { name: '提交评价' })).toHaveCount(0);

  // The agent sees what was said, and closes.
  const agent = await as('agent');
  await agent.goto('/console/cases');
  await agent.getByRole('link', { name: '待回访' }).click();
  await agent.getByRole('link', { name: filed.number }).click();
  await expect(agent.getByText('解决了，就是慢了些').first()).toBeVisible();
  await begin(agent, '结案');
  await submit(agent, '结案');
  await expectState(agent, '已结案');

  // Every door tells the same end; solved and satisfied stay two facts.
  await resident.reload();
  await expectStanding(resident, '已办结');
  await openCase(handler, filed.number);
  await expectState(handler, '已结案');
  await expectFact(handler, '已解决', '是');
  await expectFact(handler, '已满意', '否');
  await openCase(dispatcher, filed.number);
  await expectState(dispatcher, '已结案');
  await field.getByRole('link', { name: '今日' }).click();
  await field.getByRole('button', { name: '更新任务' }).click();
  await expect(field.locator(`a[href$="/case/${filed.number}"]`)).toHaveCount(0);
  const stranger = await (await device(TELEPHONE)).newPage();
  await stranger.goto(`/track/${filed.number}`);
  await expectStanding(stranger, '已办结');
  await expect(stranger.getByText('13900001234')).toHaveCount(0);
  await expect(stranger.getByText('轮椅过不去')).toHaveCount(0);
  const closed = await look(await api('dispatcher'), filed.number);
  expect(closed.state).toBe('closed');
});
