// How the browser is run: one real server, which `scripts/browser` started, and Debian's own Chromium.

import { defineConfig } from '@playwright/test';

const server = process.env.JINGWEI_URL;
if (!server) throw new Error('JINGWEI_URL names no server: run scripts/browser PATH_OF_JINGWEI');

export default defineConfig({
  testDir: 'tests',
  outputDir: 'results',
  // A journey that needs a second try has found something; it is not asked again.
  retries: 0,
  forbidOnly: true,
  workers: Number(process.env.JINGWEI_BROWSERS ?? 1),
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    baseURL: server,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.JINGWEI_CHROMIUM ?? '/usr/bin/chromium',
    },
  },
});
