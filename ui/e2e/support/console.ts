// What clerks do on the console: open a case, do something to it, find it in their lists.

import { expect, type Locator, type Page } from '@playwright/test';

/** Opens the page of a case and waits for it to be whole. */
export async function openCase(page: Page, number: string): Promise<void> {
  await page.goto(`/console/cases/${number}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('header .state')).toBeVisible();
}

/** The state that the page of the case names. */
export async function expectState(page: Page, state: string): Promise<void> {
  await expect(page.locator('header .state')).toHaveText(state);
}

/** One of the five facts, as the page of the case shows it. */
export async function expectFact(page: Page, fact: string, answer: string): Promise<void> {
  const facts = page.getByRole('region', { name: '五项事实' });
  await expect(facts.locator('div').filter({ hasText: fact }).locator('strong')).toHaveText(answer);
}

/** Opens the form of an act, also one behind "more". */
export async function begin(page: Page, act: string): Promise<Locator> {
  const acts = page.getByRole('group', { name: '操作' });
  const button = acts.getByRole('button', { name: act, exact: true });
  await expect(button.or(acts.locator('summary')).first()).toBeVisible();
  if (!(await button.isVisible())) await acts.locator('summary').click();
  await button.click();
  const dialogue = page.getByRole('dialog', { name: act, exact: true });
  await expect(dialogue).toBeVisible();
  return dialogue;
}

/** Submits the form of an act and waits until it is done. */
export async function submit(page: Page, act: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: act, exact: true }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('status').filter({ hasText: `已提交：${act}` })).toBeAttached();
}

/** Chooses one of many by a few letters. */
export async function choose(field: Locator, letters: string, name: string): Promise<void> {
  await field.fill(letters);
  await field.page().getByRole('option', { name }).first().click();
  await expect(field).toHaveValue(name);
}
