// Watches a browser context for what must never happen on any page: something asked of another site, a breach of the content
// security policy, or an error that nobody caught.

import { expect, type BrowserContext, type Page } from '@playwright/test';

/** What was seen that must not be. */
export class Watch {
  readonly #seen: string[] = [];

  /** Watches every page of a context, and keeps watching until the test ends. */
  static async over(context: BrowserContext, home: string): Promise<Watch> {
    const watch = new Watch();
    const origin = new URL(home).origin;
    await context.exposeBinding('__violated', (_, what: string) => {
      watch.#seen.push(`content security policy: ${what}`);
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const told = `${event.violatedDirective} blocked ${event.blockedURI} on ${event.documentURI} ${event.sample}`;
        (globalThis as unknown as { __violated: (what: string) => void }).__violated(told);
      });
    });
    context.on('request', (request) => {
      const url = new URL(request.url());
      const here = url.origin === origin || ['data:', 'blob:', 'about:', 'chrome-extension:'].includes(url.protocol);
      if (!here) watch.#seen.push(`third-party request: ${request.url()}`);
    });
    context.on('page', (page) => {
      watch.#errorsOf(page);
    });
    context.pages().forEach((page) => {
      watch.#errorsOf(page);
    });
    return watch;
  }

  #errorsOf(page: Page): void {
    page.on('pageerror', (error) => this.#seen.push(`uncaught on ${page.url()}: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      // Some breaches are told on the console alone: those of workers, and those before the first script ran.
      if (message.type() === 'error' && message.text().includes('Content Security Policy')) {
        this.#seen.push(`content security policy: ${message.text()}`);
      }
    });
  }

  /** What was seen so far. */
  get seen(): readonly string[] {
    return this.#seen;
  }

  /** Nothing was seen. */
  expectNothing(): void {
    expect(this.#seen, 'nothing that must never happen has happened').toEqual([]);
  }
}
