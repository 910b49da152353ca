// Takes the pictures of the handbook and the README anew:
//   scripts/browser PATH_OF_JINGWEI --config playwright.pictures.config.ts

import { defineConfig } from '@playwright/test';
import browser from './playwright.config';

export default defineConfig({ ...browser, testDir: 'pictures', use: { ...browser.use, trace: 'off', screenshot: 'off' } });
