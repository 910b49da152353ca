// 长辈版 as the rules for it say (移动互联网应用适老化通用设计规范, 2021; WCAG 2.2 AAA for contrast): type from 18, targets from 60, and the
// telephone always in sight.

import { expect, test } from '../../support/test';
import { TELEPHONE } from '../../support/resident';
import { stands } from '../../support/pages';

const PAGES = ['/', '/report', '/track', '/cases', '/guide', '/help'];

test('type, targets, contrast and the telephone of the large view', async ({ device }) => {
  const page = await (await device(TELEPHONE)).newPage();
  await page.goto('/view?theme=elder');
  for (const path of PAGES) {
    await page.goto(path);
    await stands(page);
    const seen = await page.evaluate(() => {
      const shown = (element: Element) => element.checkVisibility() && element.getBoundingClientRect().width > 1;
      const brief = (element: Element) => `${element.tagName.toLowerCase()} ${element.textContent.trim().slice(0, 20)}`;
      const texts = [...document.querySelectorAll('body *')].filter((element) => shown(element)
        && [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== ''));
      const small = texts.filter((element) => parseFloat(getComputedStyle(element).fontSize) < 18).map(brief);
      const controls = [...document.querySelectorAll('button, select, input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), textarea, nav a, a.button')].filter(shown);
      const low = controls.filter((element) => element.getBoundingClientRect().height < 60).map(brief);
      const light = (colour: string) => {
        const [r, g, b] = [...colour.matchAll(/[\d.]+/g)].map(Number).map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * (r as number) + 0.7152 * (g as number) + 0.0722 * (b as number);
      };
      const ground = (element: Element | null): string => {
        const own = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
        return element && /rgba\(.*, 0\)$/.test(own) ? ground(element.parentElement) : own;
      };
      const weak = texts.filter((element) => {
        const [a, b] = [light(getComputedStyle(element).color), light(ground(element))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 7;
      }).map(brief);
      return { small, low, weak };
    });
    expect.soft(seen, path).toEqual({ small: [], low: [], weak: [] });
    await expect(page.locator('a[href^="tel:"]').last(), `the telephone on ${path}`).toBeInViewport();
  }
});
