// Journey 2: the resident's browser runs no scripts at all. Reporting, the receipt, following, answering, rating and having the case
// taken up again work all the same, by plain forms.

import { EVIDENCE, act, communityOfTheGrid, look } from '../../support/city';
import { NO_PICTURE, photograph } from '../../support/pictures';
import { TELEPHONE, comeBack, expectStanding, fillIn, rate, receipt } from '../../support/resident';
import { expect, expectAccessible, test } from '../../support/test';

test('a resident without scripts reports, answers, rates, and has the case taken up again', async ({ device, page: scripted, api }) => {
  const [dispatcher, handler, field, agent] = [await api('dispatcher'), await api('handler'), await api('field'), await api('agent')];
  const page = await (await device({ ...TELEPHONE, javaScriptEnabled: false })).newPage();

  // What is lacking is said at the top, and what was typed stands.
  await page.goto('/report');
  await page.getByLabel('发生了什么').fill('小区门口垃圾桶破损，污水流了一地');
  await page.getByRole('button', { name: '下一步' }).click();
  await expect(page).toHaveTitle(/^有误：/);
  await expect(page.getByRole('alert').getByRole('link')).toHaveText([/请写地址/, /请留下电话/]);
  await expect(page.getByLabel('发生了什么')).toHaveValue('小区门口垃圾桶破损，污水流了一地');

  // A text that calls itself a picture is refused with a sentence; the rest of the form stands.
  const community = await communityOfTheGrid(agent);
  await fillIn(page, { what: '小区门口垃圾桶破损，污水流了一地', address: '桂香大道小区南门', community, phone: '13900005678', photos: [NO_PICTURE] });
  await page.getByRole('button', { name: '下一步' }).click();
  await expect(page.getByRole('alert')).toContainText('这不是 JPEG、PNG 或 WebP 图片');
  await expect(page.getByLabel('地址或者附近的标志')).toHaveValue('桂香大道小区南门');
  await expect(page.getByLabel('电话', { exact: true })).toHaveValue('13900005678');

  // The very browser that runs no scripts cannot draw either, so another one takes the picture.
  await page.getByLabel('拍张照片').setInputFiles([await photograph(scripted, 'bin.jpg', 200)]);
  await page.getByRole('button', { name: '下一步' }).click();
  await expect(page.getByRole('heading', { name: '核对后提交' })).toBeVisible();
  await expect(page.getByText('1 张')).toBeVisible();
  await page.getByLabel(/垃圾箱异常/).check();
  // Back and forth: nothing is lost on the way.
  await page.getByRole('button', { name: '上一步' }).click();
  await expect(page.getByText('已附照片 1 张')).toBeVisible();
  await page.getByRole('button', { name: '下一步' }).click();
  await expect(page.getByLabel(/垃圾箱异常/)).toBeChecked();
  await page.getByRole('button', { name: '提交' }).click();

  const filed = await receipt(page);
  await expect(page.getByRole('img', { name: /二维码/ })).toBeVisible();
  await comeBack(page, filed);
  await expectStanding(page, '已收到');
  await expect(page.getByRole('img', { name: '您附上的照片 1' })).toBeVisible();

  // The department asks; the resident answers.
  await act(dispatcher, filed.number, 'triage', { way: 'ordinary', kind: 'M03005' });
  await act(dispatcher, filed.number, 'dispatch', { lead: 'urban-management', reason: '属市容环境，由城市管理局承办' });
  await act(handler, filed.number, 'accept');
  await act(handler, filed.number, 'ask', { question: '是南门左侧还是右侧的垃圾桶？' });
  await page.reload();
  await expectStanding(page, '等您补充');
  await expect(page.locator('.question')).toHaveText('是南门左侧还是右侧的垃圾桶？');
  await page.getByLabel('您的回答').fill('右侧，靠近公交站的那只');
  await page.getByRole('button', { name: '发送回答' }).click();
  await expectStanding(page, '办理中');
  await expect(page.getByText('右侧，靠近公交站的那只')).toBeVisible();

  // Handled, checked and answered, but not solved: the reporter's word starts the work again.
  const finish = async (result: string) => {
    await act(handler, filed.number, 'handle', { result, evidence: EVIDENCE });
    await act(field, filed.number, 'verify', { passed: true, remarks: '现场已看' });
    await act(handler, filed.number, 'reply', { text: `您好，${result}` });
    await comeBack(page, filed);
    await expectStanding(page, '已答复，请您评价');
    await expect(page.locator('.reply')).toContainText(result);
  };
  await finish('垃圾桶已修补');
  await rate(page, '没有解决', '不满意', '桶底还在漏');
  await expectStanding(page, '办理中');
  expect((await look(agent, filed.number)).state).toBe('handling');

  // An empty rating is refused with what to do; then solved, and satisfied.
  await finish('垃圾桶已更换为新桶');
  await page.getByRole('button', { name: '提交评价' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await rate(page, '解决了', '满意', '这次好了，谢谢');
  await expectStanding(page, '已收到评价');
  await act(agent, filed.number, 'close');

  // Closed; a week later it leaks again, and the case is taken up again by its own page.
  await page.reload();
  await expectStanding(page, '已办结');
  await page.getByLabel('现在是什么情况').fill('新桶也漏了，地面又有污水');
  await page.getByRole('button', { name: '申请重新办理' }).click();
  await expectStanding(page, '正在派单');
  await expect(page.getByText('新桶也漏了，地面又有污水')).toBeVisible();
  expect((await look(agent, filed.number)).state).toBe('to_dispatch');

  // Who read the contact is told: nobody has.
  await expect(page.getByText('没有人查看过。')).toBeVisible();

  // The same page, with scripts, is accessible as it stands.
  await scripted.goto(page.url());
  await expectAccessible(scripted);
});
