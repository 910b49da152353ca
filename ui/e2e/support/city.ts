// Brings cases to where a journey begins, by the same doors that the pages use.

import { randomUUID } from 'node:crypto';
import { expect, type APIRequestContext } from '@playwright/test';

/** A point in the middle of the first grid of the community that the demonstration's grid worker looks after. */
export const IN_THE_GRID = { lng: 123.3855, lat: 29.31 };

/** What was answered to a filing. */
export interface Filed {
  number: string;
  key: string;
}

/** A case as staff see it, as far as journeys look. */
export interface Case {
  number: string;
  version: number;
  state: string;
  checks: { passed: boolean; evidence: unknown[] }[];
  attachments: unknown[];
}

/** A resident's report, by telephone, a little aside from others so that it is not taken for one of them. */
export async function report(as: APIRequestContext, description: string, aside = 0, kind: string | null = 'M03005'): Promise<Filed> {
  const location = { lng: IN_THE_GRID.lng + aside / 10_000, lat: IN_THE_GRID.lat, datum: 'cgcs2000' };
  const data = { command_id: randomUUID(), channel: 'phone', description, address: '桂香大道', kind, location };
  const answer = await as.post('/api/v1/cases', { data });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as Filed;
}

/** Does something to a case. */
export async function act(as: APIRequestContext, number: string, verb: string, data: object = {}): Promise<Case> {
  const answer = await as.post(`/api/v1/cases/${number}/${verb}`, { data: { command_id: randomUUID(), ...data } });
  expect(answer.status(), `${verb}: ${await answer.text()}`).toBe(200);
  return (await answer.json()) as Case;
}

/** A case as it is now. */
export async function look(as: APIRequestContext, number: string): Promise<Case> {
  const answer = await as.get(`/api/v1/cases/${number}`);
  expect(answer.status()).toBe(200);
  return (await answer.json()) as Case;
}

/** How often each verb was done to a case. */
export async function countVerbs(as: APIRequestContext, number: string): Promise<Record<string, number>> {
  const answer = await as.get(`/api/v1/cases/${number}/timeline`);
  const { items } = (await answer.json()) as { items: { verb: string }[] };
  const counts: Record<string, number> = {};
  for (const { verb } of items) counts[verb] = (counts[verb] ?? 0) + 1;
  return counts;
}

/** A picture that is kept elsewhere: those of the journeys themselves go another way. */
export const EVIDENCE = [{ reference: 'https://files.example/after.jpg', role: 'after' }];

/** A report that the handler's department has handled, and that waits for its check. */
export async function handled(dispatcher: APIRequestContext, handler: APIRequestContext, number: string): Promise<void> {
  await act(dispatcher, number, 'triage', { way: 'ordinary', kind: 'M03005' });
  await act(dispatcher, number, 'dispatch', { lead: 'urban-management', reason: '属市容环境，由城市管理局承办' });
  await act(handler, number, 'accept');
  await act(handler, number, 'handle', { result: '已更换垃圾桶并清扫周边', evidence: EVIDENCE });
}

/** The name of the community in which the demonstration's grid worker goes about. */
export async function communityOfTheGrid(as: APIRequestContext): Promise<string> {
  const answer = await as.get('/api/v1/grids/locate', { params: { ...IN_THE_GRID, datum: 'cgcs2000' } });
  const { community } = (await answer.json()) as { community: { name: string } | null };
  expect(community, 'the point lies in a community').not.toBeNull();
  return community?.name ?? '';
}
