// Journey 5: a department sends a case back, gets it again, objects, and an authority rules. Everybody sees why, the reporter too.

import { EVIDENCE, act, report } from '../../support/city';
import { begin, choose, expectState, openCase, submit } from '../../support/console';
import { comeBack, expectStanding } from '../../support/resident';
import { expect, test } from '../../support/test';

test('a case is returned, sent again, disputed, ruled upon, and then handled', async ({ as, api, page: resident }) => {
  const [agent, dispatcherApi] = [await api('agent'), await api('dispatcher')];
  const filed = await report(agent, '绿化带里的垃圾箱歪倒，垃圾外露', 40);
  await act(dispatcherApi, filed.number, 'triage', { way: 'ordinary', kind: 'M03005' });

  // The bench: the catalogue names the department; one key sends it there.
  const dispatcher = await as('dispatcher');
  await dispatcher.goto('/console/workbench');
  await dispatcher.locator(`#bench-${filed.number}`).getByRole('button').click();
  await expect(dispatcher.getByRole('region', { name: '建议' })).toContainText('市城市管理局');
  await dispatcher.keyboard.press('a');
  await expect(dispatcher.getByText('本次已办 1 件')).toBeVisible();

  // The department sends it back: not without a reason, and the form says so.
  const handler = await as('handler');
  await openCase(handler, filed.number);
  const returning = await begin(handler, '退单');
  await returning.getByRole('button', { name: '退单', exact: true }).click();
  await expect(returning.getByRole('alert')).toHaveText('请填写：理由');
  await returning.getByLabel('理由').fill('该绿化带由园林部门养护');
  await submit(handler, '退单');
  await expect(handler.getByText('案件现在由别的单位处理')).toBeVisible();

  // The dispatcher reads why, and sends it again with a reason.
  await dispatcher.getByRole('button', { name: '刷新' }).click();
  await dispatcher.locator(`#bench-${filed.number}`).getByRole('button').click();
  await expect(dispatcher.getByRole('article')).toContainText(filed.number);
  await dispatcher.keyboard.press('o');
  await expect(dispatcher.getByText('该绿化带由园林部门养护').first()).toBeVisible();
  const again = await begin(dispatcher, '派遣');
  await choose(again.getByLabel(/^主办单位/), '城市管理', '市城市管理局');
  await again.getByLabel(/^理由/).fill('垃圾箱属市容设施，与绿地养护无关');
  await submit(dispatcher, '派遣');
  await expectState(dispatcher, '待签收');

  // The department objects: from now on an authority rules, and nobody passes it on in circles.
  await openCase(handler, filed.number);
  await expect(handler.getByText('垃圾箱属市容设施，与绿地养护无关').first()).toBeVisible();
  const objecting = await begin(handler, '退单');
  await objecting.getByLabel('理由').fill('移交清单中没有这只垃圾箱');
  await objecting.getByLabel(/^对派遣本身有异议/).check();
  await choose(objecting.getByLabel(/^建议由谁办理/), '交通', '市交通运输局');
  await submit(handler, '退单');
  await comeBack(resident, filed);
  await expectStanding(resident, '正在确定由谁办理');

  // The supervisor finds it among the disputed, reads both sides, and rules with a ground.
  const supervisor = await as('supervisor');
  await supervisor.goto('/console/cases');
  await supervisor.getByRole('link', { name: '待裁决' }).click();
  await supervisor.getByRole('link', { name: filed.number }).click();
  await expect(supervisor.getByText('移交清单中没有这只垃圾箱').first()).toBeVisible();
  const ruling = await begin(supervisor, '裁决');
  await choose(ruling.getByLabel(/^主办单位/), '城市管理', '市城市管理局');
  await ruling.getByLabel('裁决依据').fill('按职责清单，市容环卫设施由城市管理部门负责');
  await submit(supervisor, '裁决');
  await expectState(supervisor, '待签收');

  // Who was named by a ruling does not send it back: the server's sentence and its ground, with what was typed kept.
  await openCase(handler, filed.number);
  const third = await begin(handler, '退单');
  await third.getByLabel('理由').fill('仍然不认可');
  await third.getByRole('button', { name: '退单', exact: true }).click();
  await expect(third.getByRole('alert')).toContainText('依据');
  await expect(third.getByLabel('理由')).toHaveValue('仍然不认可');
  await third.getByRole('button', { name: '取消' }).click();
  await begin(handler, '签收');
  await submit(handler, '签收');
  await expectState(handler, '处置中');

  // The reporter reads the whole story, told as it went.
  const handlerApi = await api('handler');
  await act(handlerApi, filed.number, 'handle', { result: '已扶正加固', evidence: EVIDENCE });
  await resident.reload();
  await expectStanding(resident, '已处理，核查中');
  const story = resident.locator('.timeline');
  await expect(story).toContainText('认为不归自己办，退回重派');
  await expect(story).toContainText('裁定了由谁办理');
});
