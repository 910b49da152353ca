// Long runs that nobody waits for: hours of a screen that stays on, played in minutes.
//   scripts/browser PATH_OF_JINGWEI --config playwright.soak.config.ts

import { defineConfig } from '@playwright/test';
import browser from './playwright.config';

export default defineConfig({ ...browser, testDir: 'soak', timeout: 3_600_000, use: { ...browser.use, trace: 'off' } });
