// Journey 6: three people report one thing. Two reports are joined to the first, one is taken apart again, and each reporter reads on
// their own page what became of theirs.

import { EVIDENCE, act, look, report } from '../../support/city';
import { begin, expectState, openCase, submit } from '../../support/console';
import { comeBack, expectStanding } from '../../support/resident';
import { expect, test } from '../../support/test';

test('reports of one thing are joined, one is taken apart again, and every reporter is told', async ({ as, api, device }) => {
  const [agent, dispatcherApi, handlerApi, field] = [await api('agent'), await api('dispatcher'), await api('handler'), await api('field')];
  const lead = await report(agent, '公交站旁的垃圾桶被车撞坏，垃圾散落', 6);
  const second = await report(agent, '公交站旁边垃圾桶撞坏了，垃圾散了一地', 6);
  const third = await report(agent, '公交站垃圾桶坏了，垃圾散落没人管', 6);

  // At the bench the machine names the first report as the same; one key and a confirmation join the second to it.
  const dispatcher = await as('dispatcher');
  await dispatcher.goto('/console/workbench');
  await dispatcher.locator(`#bench-${second.number}`).getByRole('button').click();
  await expect(dispatcher.getByRole('region', { name: '可能重复' })).toContainText(lead.number);
  await dispatcher.keyboard.press('m');
  const joining = dispatcher.getByRole('dialog', { name: '并案' });
  await joining.getByLabel('并入的主案受理号').fill(lead.number);
  await expect(joining.getByLabel('理由')).toHaveValue('与主案反映同一问题');
  await joining.getByRole('button', { name: '并案', exact: true }).click();
  await expect(dispatcher.locator(`#bench-${second.number}`)).toBeHidden();

  // The third from its own page; the lead names both.
  await openCase(dispatcher, third.number);
  const form = await begin(dispatcher, '并案');
  await form.getByLabel('并入的主案受理号').fill(lead.number);
  await form.getByLabel('理由').fill('同一只垃圾桶');
  await submit(dispatcher, '并案');
  await expectState(dispatcher, '已并案');
  await openCase(dispatcher, lead.number);
  await expect(dispatcher.getByText('主案，并入 2 件')).toBeVisible();

  // Both reporters read it on their own pages, with the way to the lead.
  const pages = [await (await device()).newPage(), await (await device()).newPage()] as const;
  for (const [n, filed] of [second, third].entries()) {
    const page = pages[n as 0 | 1];
    await comeBack(page, filed);
    await expectStanding(page, '与同一件事一并办理');
    await expect(page.getByRole('link', { name: lead.number })).toBeVisible();
  }

  // The third was another bin after all: taken apart, it stands again as it was, and goes its own way.
  await openCase(dispatcher, third.number);
  const apart = await begin(dispatcher, '拆分');
  await apart.getByLabel('理由').fill('是马路对面的另一只垃圾桶');
  await submit(dispatcher, '拆分');
  await expectState(dispatcher, '待受理');
  await pages[1].reload();
  await expectStanding(pages[1], '已收到');
  await expect(pages[1].locator('.timeline')).toContainText('从合并中分出，单独办理');
  await openCase(dispatcher, lead.number);
  await expect(dispatcher.getByText('主案，并入 1 件')).toBeVisible();

  // A slip of the finger is taken back before anything was sent.
  await dispatcher.goto('/console/workbench');
  const entry = dispatcher.locator(`#bench-${third.number}`);
  await entry.getByRole('button').click();
  await expect(dispatcher.getByRole('article')).toContainText(third.number);
  await dispatcher.keyboard.press('f');
  await expect(entry).toBeHidden();
  await dispatcher.keyboard.press('z');
  await expect(entry).toBeVisible();
  await expect(dispatcher.getByRole('button', { name: /撤回/ })).toBeHidden();
  expect((await look(agent, third.number)).state).toBe('received');

  // What becomes of the lead becomes of who was joined to it: one answer for both, none for the third.
  await act(dispatcherApi, lead.number, 'triage', { way: 'ordinary', kind: 'M03005' });
  await act(dispatcherApi, lead.number, 'dispatch', { lead: 'urban-management', reason: '属市容环境，由城市管理局承办' });
  await act(handlerApi, lead.number, 'accept');
  await act(handlerApi, lead.number, 'handle', { result: '已更换垃圾桶', evidence: EVIDENCE });
  await act(field, lead.number, 'verify', { passed: true, remarks: '已看' });
  await act(handlerApi, lead.number, 'reply', { text: '垃圾桶已更换，现场已清扫。' });
  await expect(async () => {
    await pages[0].reload();
    await expect(pages[0].getByText('垃圾桶已更换，现场已清扫。').first()).toBeVisible({ timeout: 500 });
  }).toPass();
  await pages[1].reload();
  await expect(pages[1].getByText('垃圾桶已更换')).toHaveCount(0);
});
