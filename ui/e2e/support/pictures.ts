// Pictures and what is none, as people choose them on a page.

import type { Page } from '@playwright/test';

/** What a file field is given. */
export interface Chosen {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A small photograph, drawn by the browser itself; each seed gives another one. */
export async function photograph(page: Page, name: string, seed: number): Promise<Chosen> {
  const base64 = await page.evaluate((shade) => {
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 240;
    const pen = canvas.getContext('2d');
    if (!pen) throw new Error('no canvas');
    pen.fillStyle = `hsl(${shade} 60% 50%)`;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = 'white';
    pen.fillRect(20 + (shade % 200), 40, 60, 60);
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? '';
  }, seed);
  return { name, mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') };
}

/** A text that calls itself a picture. */
export const NO_PICTURE: Chosen = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('This is a text, not a picture.\n'.repeat(40)) };

/** A file of so many mebibytes that begins as a JPEG does. */
export function huge(mebibytes: number): Chosen {
  const buffer = Buffer.alloc(mebibytes * 1024 * 1024, 7);
  buffer.set([0xff, 0xd8, 0xff, 0xe0]);
  return { name: 'huge.jpg', mimeType: 'image/jpeg', buffer };
}
