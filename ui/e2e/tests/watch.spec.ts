// The watch itself: it sees what it is there to see.

import { expect, test } from '@playwright/test';
import { Watch } from '../support/watch';

test('an inline style, another site and an uncaught error are all seen', async ({ browser, baseURL }) => {
  const home = baseURL ?? '';
  const context = await browser.newContext({ baseURL: home });
  const watch = await Watch.over(context, home);
  const page = await context.newPage();
  await page.goto('/');
  expect(watch.seen).toEqual([]);

  await page.evaluate(() => {
    const style = document.createElement('style');
    style.textContent = 'body { color: red }';
    document.head.append(style);
  });
  await expect.poll(() => watch.seen.join('\n')).toContain('style-src');

  const thrown = page.waitForEvent('pageerror');
  await page.evaluate(() => {
    setTimeout(() => {
      throw new Error('nobody catches me');
    });
  });
  await thrown;
  expect(watch.seen.join('\n')).toContain('nobody catches me');

  // The same server under another name is another site.
  await page.goto(home.replace('127.0.0.1', 'localhost'));
  expect(watch.seen.join('\n')).toContain('third-party request: http://localhost');
  await context.close();
});
