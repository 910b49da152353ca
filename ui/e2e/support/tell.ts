// Figures that a run measures: kept with the test and said aloud, since a limit that is met says nothing of how well.

import type { TestInfo } from '@playwright/test';

/** Says a figure. */
export function tell(info: TestInfo, what: string, figure: string): void {
  info.annotations.push({ type: what, description: figure });
  console.log(`    ${what}: ${figure}`);
}
