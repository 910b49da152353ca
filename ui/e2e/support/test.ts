// The `test` of every journey: pages that are watched, and colleagues who are already logged in.

import { test as base, expect, type APIRequestContext, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { loginOf, type Role } from './people';
import { Watch } from './watch';

export { expect, type Page };
export { expectAccessible } from './axe';

interface Fixtures {
  /** A new context of its own, watched; for somebody with another device, or without JavaScript. */
  device: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** A page of somebody of this role, logged in by their own session. */
  as: (role: Role, options?: BrowserContextOptions) => Promise<Page>;
  /** The API as somebody of this role sees it, to look at what a page has done. */
  api: (role: Role) => Promise<APIRequestContext>;
}

/** A test whose every page is watched. */
export const test = base.extend<Fixtures>({
  context: async ({ context, baseURL }, use) => {
    const watch = await Watch.over(context, homeOf(baseURL));
    await use(context);
    watch.expectNothing();
  },

  device: async ({ browser, baseURL }, use) => {
    const open: { context: BrowserContext; watch: Watch }[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ baseURL, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options });
      open.push({ context, watch: await Watch.over(context, homeOf(baseURL)) });
      return context;
    });
    for (const { context, watch } of open) {
      watch.expectNothing();
      await context.close();
    }
  },

  as: async ({ device }, use) => {
    await use(async (role, options) => {
      const context = await device(options);
      await logIn(context.request, role);
      return context.newPage();
    });
  },

  api: async ({ playwright, baseURL }, use) => {
    const open: APIRequestContext[] = [];
    await use(async (role) => {
      const request = await playwright.request.newContext({ baseURL: homeOf(baseURL) });
      open.push(request);
      await logIn(request, role);
      return request;
    });
    for (const request of open) await request.dispose();
  },
});

/** Logs in by the door that the pages use; the cookie stays with whoever asked. */
export async function logIn(request: APIRequestContext, role: Role): Promise<void> {
  const answer = await request.post('/api/v1/sessions', { data: loginOf(role) });
  expect(answer.status(), `logging in as ${role}: ${await answer.text()}`).toBe(201);
}

function homeOf(baseURL: string | undefined): string {
  if (!baseURL) throw new Error('the configuration names no server');
  return baseURL;
}
