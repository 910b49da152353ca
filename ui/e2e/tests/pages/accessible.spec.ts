// Every page in every look: no violation of WCAG 2.2 A and AA that axe can find, and none of what the watch looks out for.

import { handled, report } from '../../support/city';
import { CONSOLE, FIELD, RESIDENT, stands } from '../../support/pages';
import { firstDay, PHONE } from '../../support/phone';
import { TELEPHONE } from '../../support/resident';
import { expectAccessible, test } from '../../support/test';
import { THEMES } from '../../support/themes';

const WORDS = '健身步道垃圾桶破损，碎片散了一地';

for (const theme of THEMES) {
  test(`residents’ pages, ${theme}`, async ({ device, api }) => {
    const filed = await report(await api('agent'), WORDS, 700);
    const page = await (await device(TELEPHONE)).newPage();
    await page.goto(`/view?theme=${theme}`);
    for (const path of RESIDENT) {
      await page.goto(path.startsWith('{case}') ? `/track/${filed.number}${path.slice('{case}'.length)}?key=${filed.key}` : path);
      await stands(page);
      await expectAccessible(page);
    }
  });

  test(`the console, ${theme}`, async ({ as, api }) => {
    test.setTimeout(240_000);
    const filed = await report(await api('agent'), WORDS, 720);
    await handled(await api('dispatcher'), await api('handler'), filed.number);
    let page = await as('agent');
    let who: string = 'agent';
    for (const [role, path] of CONSOLE) {
      if (role !== who) [page, who] = [await as(role), role];
      await page.addInitScript((look) => { localStorage.setItem('jingwei.theme', look); }, theme);
      // The wall is drawn for a screen of this size, and for larger ones.
      await page.setViewportSize(path === '/console/wall' ? { width: 1920, height: 1080 } : { width: 1280, height: 800 });
      await page.goto(path.replace('{number}', filed.number));
      await stands(page);
      await expectAccessible(page);
    }
  });

  test(`the console’s door, ${theme}`, async ({ device }) => {
    const page = await (await device()).newPage();
    await page.addInitScript((look) => { localStorage.setItem('jingwei.theme', look); }, theme);
    await page.goto('/console/login');
    await stands(page);
    await expectAccessible(page);
  });

  test(`the phone, ${theme}`, async ({ device }) => {
    const page = await (await device(PHONE)).newPage();
    await page.addInitScript((look) => { localStorage.setItem('jingwei.theme', look); }, theme);
    await page.goto('/field/');
    await expectAccessible(page);
    await firstDay(page);
    for (const screen of FIELD) {
      await page.evaluate((name) => { location.hash = `#/${name}`; }, screen);
      await stands(page);
      await expectAccessible(page);
    }
  });
}
