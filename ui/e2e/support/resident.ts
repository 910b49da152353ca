// A resident with a telephone: reports on the page, keeps the receipt, and comes back to it.

import { expect, type BrowserContextOptions, type Page } from '@playwright/test';
import { IN_THE_GRID, type Filed } from './city';
import type { Chosen } from './pictures';

/** A telephone held upright; it may tell where it is. */
export const TELEPHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  permissions: ['geolocation'],
  geolocation: { longitude: IN_THE_GRID.lng, latitude: IN_THE_GRID.lat, accuracy: 10 },
};

/** What somebody writes into the form. */
export interface Told {
  what: string;
  address: string;
  community?: string;
  phone?: string;
  photos?: Chosen[];
}

/** Fills in the first page of the report, without the place that a device may tell. */
export async function fillIn(page: Page, told: Told): Promise<void> {
  if (told.photos) await page.getByLabel('拍张照片').setInputFiles(told.photos);
  await page.getByLabel('发生了什么').fill(told.what);
  await page.getByLabel('地址或者附近的标志').fill(told.address);
  if (told.community) await page.getByLabel('社区（可不选）').selectOption({ label: told.community });
  if (told.phone) await page.getByLabel('电话', { exact: true }).fill(told.phone);
  else await page.getByText('匿名', { exact: true }).click();
}

/** What the receipt says. */
export async function receipt(page: Page): Promise<Filed> {
  await expect(page.getByRole('heading', { name: '已受理' })).toBeVisible();
  const said = (label: string) => page.locator('.slip div').filter({ hasText: label }).locator('dd').innerText();
  const filed = { number: await said('案件编号'), key: await said('查询密钥') };
  expect(filed.number).toMatch(/^\d{15}$/);
  expect(filed.key).not.toBe('');
  return filed;
}

/** Comes back with number and key, as somebody who wrote both down. */
export async function comeBack(page: Page, { number, key }: Filed): Promise<void> {
  await page.goto('/track');
  await page.getByLabel('案件编号').fill(number);
  await page.getByLabel(/^查询密钥/).fill(key);
  await page.getByRole('button', { name: '查询' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(number);
}

/** Rates: solved and satisfied are asked apart. */
export async function rate(page: Page, solved: '解决了' | '没有解决', satisfied: '满意' | '不满意', words: string): Promise<void> {
  await page.getByRole('group', { name: '问题解决了吗？' }).getByText(solved, { exact: true }).click();
  await page.getByRole('group', { name: '您对办理满意吗？' }).getByText(satisfied, { exact: true }).click();
  await page.getByLabel(/^想说的话/).fill(words);
  await page.getByRole('button', { name: '提交评价' }).click();
}

/** Where the case stands, as the page tells the reporter. */
export async function expectStanding(page: Page, standing: string): Promise<void> {
  await expect(page.locator('.next .now')).toHaveText(standing);
}
