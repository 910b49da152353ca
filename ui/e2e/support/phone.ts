// The grid worker's phone in a browser: what a thumb does on it.

import { randomInt } from 'node:crypto';
import { expect, type BrowserContextOptions, type Page } from '@playwright/test';
import { IN_THE_GRID } from './city';
import { loginOf } from './people';

export const PIN = '482915';

/** A phone held upright, that may be located. */
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  permissions: ['geolocation'],
  geolocation: { longitude: IN_THE_GRID.lng, latitude: IN_THE_GRID.lat, accuracy: 8 },
};

/** Logs in on the first day and chooses the PIN. */
export async function firstDay(page: Page): Promise<void> {
  await page.goto('/field/');
  await enterLogin(page);
  await expect(page.getByRole('heading', { name: '设一个 6 位手机口令' })).toBeVisible();
  await typePin(page);
  await expect(page.getByRole('heading', { name: '再输一遍' })).toBeVisible();
  await typePin(page);
  await expect(page.getByRole('heading', { name: /件要做/ })).toBeVisible();
  // From now on the page opens without a signal.
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}

/** Logs in where the page asks for it. */
export async function enterLogin(page: Page): Promise<void> {
  const { name, password } = loginOf('field');
  await page.getByLabel('账号').fill(name);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
}

/** Opens the app anew, as after it was killed. */
export async function reopen(page: Page): Promise<void> {
  await page.goto('/field/');
  await expect(page.getByRole('heading', { name: '输入手机口令' })).toBeVisible();
  await typePin(page);
  await expect(page.getByRole('heading', { name: /件要做/ })).toBeVisible();
}

export async function typePin(page: Page): Promise<void> {
  for (const digit of PIN) await page.getByRole('button', { name: digit, exact: true }).click();
}

/** A picture as a camera makes it: too large for one piece. */
export async function takePhotos(page: Page, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    // A picture that the server has already is not sent again, so each is one of its own.
    const base64 = await page.evaluate(paint, randomInt(2 ** 31));
    const file = { name: `${n}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') };
    await page.locator('input[type=file]').first().setInputFiles(file);
    await expect(page.getByRole('img', { name: `照片 ${n}` })).toBeVisible();
  }
}

/** Noise in colours: what no encoder makes small. */
function paint(seed: number): string {
  const canvas = document.createElement('canvas');
  canvas.width = 1000;
  canvas.height = 750;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  const picture = pen.createImageData(canvas.width, canvas.height);
  // Small deterministic dice (mulberry32).
  let state = seed;
  for (let i = 0; i < picture.data.length; i += 1) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    picture.data[i] = i % 4 === 3 ? 255 : (t ^ (t >>> 14)) & 255;
  }
  pen.putImageData(picture, 0, 0);
  return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? '';
}
