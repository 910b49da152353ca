// The wall stays on for a week and must not grow. Its clock is turned forward, events come several times a minute of it, the line breaks
// once an hour, and all counts are the server's. After each hour the garbage is taken out and what is left is measured.

import { expect, test } from '../support/test';
import type { CDPSession, Page } from '@playwright/test';

/** How many hours of the wall; a week is 168. */
const HOURS = Number(process.env.JINGWEI_SOAK_HOURS ?? 24);
/** The first hours fill caches: pictures of charts, shaders, compiled code. */
const WARM_UP = 3;
/** Every step has the server count everything anew, once. */
const STEP_SECONDS = Number(process.env.JINGWEI_SOAK_STEP_SECONDS ?? 60);
const CHANGES_A_STEP = 3;
/** Less than three megabytes in a week. */
const MOST_BYTES_AN_HOUR = 16 * 1024;
/** What lists of twelve lines and a blinking map may differ by, from one hour to another. */
const NODES_TO_AND_FRO = 300;
const LISTENERS_TO_AND_FRO = 60;

interface Reading {
  heap: number;
  nodes: number;
  listeners: number;
}

test(`the wall does not grow in ${String(HOURS)} hours`, async ({ as }) => {
  const page = await as('supervisor', { viewport: { width: 1920, height: 1080 } });
  const open = requestsOf(page);
  await page.clock.install();
  await page.addInitScript(driveEvents);
  await page.goto('/console/wall');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
  const machine = await page.context().newCDPSession(page);

  const readings: Reading[] = [];
  let ledgerIndex = 0;
  for (let hour = 0; hour < HOURS; hour += 1) {
    for (let second = 0; second < 3_600; second += STEP_SECONDS) {
      for (let n = 0; n < CHANGES_A_STEP; n += 1) {
        ledgerIndex += 1;
        await page.evaluate(happen, ledgerIndex);
      }
      await page.clock.fastForward(STEP_SECONDS * 1_000);
      await open.settled();
    }
    await page.evaluate(breakLine);
    await page.clock.fastForward(5_000);
    await open.settled();
    const reading = await measure(machine);
    readings.push(reading);
    console.log(`hour ${String(hour + 1)}: ${(reading.heap / 1024).toFixed(0)} KiB, ${String(reading.nodes)} nodes, ${String(reading.listeners)} listeners`);
  }

  // The line lived all the while: what was told last stands on the wall.
  await expect(page.getByRole('link', { name: String(ledgerIndex).padStart(15, '0') })).toBeVisible();
  const warm = readings.slice(WARM_UP);
  const growth = slope(warm.map((reading) => reading.heap));
  console.log(`growth ${(growth / 1024).toFixed(2)} KiB an hour, ${((growth * 168) / 1024).toFixed(0)} KiB a week`);
  expect(growth, 'bytes of heap an hour').toBeLessThan(MOST_BYTES_AN_HOUR);
  const half = Math.floor(warm.length / 2);
  const most = (of: 'nodes' | 'listeners', some: Reading[]) => Math.max(...some.map((reading) => reading[of]));
  expect(most('nodes', warm.slice(half))).toBeLessThanOrEqual(most('nodes', warm.slice(0, half)) + NODES_TO_AND_FRO);
  expect(most('listeners', warm.slice(half))).toBeLessThanOrEqual(most('listeners', warm.slice(0, half)) + LISTENERS_TO_AND_FRO);
});

/** The requests of a page that are on their way. */
function requestsOf(page: Page): { settled: () => Promise<void> } {
  const open = new Set<unknown>();
  page.on('request', (request) => open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
  return {
    settled: async () => {
      // Whatever an answer asks for next is asked within a moment of it.
      for (let quiet = 0; quiet < 3; quiet = open.size === 0 ? quiet + 1 : 0) await pause();
    },
  };
}

async function measure(machine: CDPSession): Promise<Reading> {
  await machine.send('HeapProfiler.collectGarbage');
  const { usedSize } = await machine.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await machine.send('Memory.getDOMCounters');
  return { heap: usedSize, nodes, listeners: jsEventListeners };
}

/** The slope of the straight line that lies nearest to the values. */
function slope(values: number[]): number {
  const mean = (of: number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;
  const x = values.map((_, i) => i);
  const [mx, my] = [mean(x), mean(values)];
  const over = mean(values.map((value, i) => (i - mx) * (value - my)));
  return over / mean(x.map((one) => (one - mx) ** 2));
}

interface Driven {
  say: (data: string, id: string) => void;
  drop: () => void;
}

/** In the page: the line of events in our hands, so that hours of it can be told in minutes. */
function driveEvents(): void {
  class DrivenSource {
    onopen: (() => void) | null = null;
    onerror: (() => void) | null = null;
    readyState = 0;
    readonly heard: ((event: { data: string; lastEventId: string }) => void)[] = [];
    constructor() {
      (globalThis as unknown as { line: Driven }).line = {
        say: (data, lastEventId) => {
          for (const hear of this.heard) hear({ data, lastEventId });
        },
        drop: () => {
          this.readyState = 2;
          this.onerror?.();
        },
      };
      setTimeout(() => {
        this.readyState = 1;
        this.onopen?.();
      }, 10);
    }
    addEventListener(_: string, hear: (event: { data: string; lastEventId: string }) => void): void {
      this.heard.push(hear);
    }
    close(): void {
      this.readyState = 2;
    }
  }
  Object.assign(globalThis, { EventSource: DrivenSource });
}

/** In the page: a case changed. */
function happen(ledgerIndex: number): void {
  const verbs = ['file', 'triage', 'dispatch', 'accept', 'handle', 'verify', 'reply', 'close'];
  const told = {
    number: String(ledgerIndex).padStart(15, '0'),
    verb: verbs[ledgerIndex % verbs.length],
    at: new Date().toISOString(),
    state: 'handling',
    department: 'urban-management',
    emergency: ledgerIndex % 500 === 0,
    ledger_index: ledgerIndex,
  };
  (globalThis as unknown as { line: Driven }).line.say(JSON.stringify(told), String(ledgerIndex));
}

/** In the page: the line breaks, and the browser gives it up. */
function breakLine(): void {
  (globalThis as unknown as { line: Driven }).line.drop();
}
