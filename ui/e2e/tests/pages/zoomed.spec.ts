// Every page at 200 and 400 percent: 1280 points across become 640 and 320, and nobody has to scroll sideways.

import { handled, report } from '../../support/city';
import { CONSOLE, expectNoSideways, RESIDENT, stands } from '../../support/pages';
import { test } from '../../support/test';

/** Large tables, maps and the wall need both directions (WCAG 1.4.10 excepts them); inside their own frame they still scroll. */
const IN_TWO_DIRECTIONS = ['/console/wall'];

for (const [percent, width, height] of [[200, 640, 400], [400, 320, 256]] as const) {
  test(`residents’ pages at ${percent} %`, async ({ device, api }) => {
    const filed = await report(await api('agent'), '健身步道垃圾桶破损，碎片散了一地', 740);
    const page = await (await device({ viewport: { width, height } })).newPage();
    for (const theme of ['light', 'elder']) {
      await page.goto(`/view?theme=${theme}`);
      for (const path of RESIDENT) {
        await page.goto(path.startsWith('{case}') ? `/track/${filed.number}${path.slice('{case}'.length)}?key=${filed.key}` : path);
        await stands(page);
        await expectNoSideways(page);
      }
    }
  });

  test(`the console at ${percent} %`, async ({ as, api }) => {
    test.setTimeout(240_000);
    const filed = await report(await api('agent'), '健身步道垃圾桶破损，碎片散了一地', 760);
    await handled(await api('dispatcher'), await api('handler'), filed.number);
    let page = await as('agent', { viewport: { width, height } });
    let who: string = 'agent';
    for (const [role, path] of CONSOLE.filter(([, path]) => !IN_TWO_DIRECTIONS.includes(path))) {
      if (role !== who) [page, who] = [await as(role, { viewport: { width, height } }), role];
      await page.goto(path.replace('{number}', filed.number));
      await stands(page);
      await expectNoSideways(page);
    }
  });
}
