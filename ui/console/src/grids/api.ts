// What the room of grids reads from the server.

import { api, ask, fetchRaw, type Schemas } from '@/api/client'
import { readGround, type Grid, type GridCollection } from './ground'

export type Net = Schemas['NetView']
export type Diff = Schemas['DiffView']
export type CaseLine = Schemas['CaseLine']

export interface Counts {
  readonly open: ReadonlyMap<string, number>
  readonly late: ReadonlyMap<string, number>
}

/** Every grid in force with its middle and its worker. */
export async function loadGround(signal?: AbortSignal): Promise<Grid[]> {
  const answer = await fetchRaw('/api/v1/grids.geojson', { signal })
  return readGround((await answer.json()) as GridCollection)
}

/** The names of the communities, by code. */
export async function loadCommunities(signal?: AbortSignal): Promise<Map<string, Schemas['Named']>> {
  const { items } = await ask(api.GET('/api/v1/grids', { signal }))
  return new Map(items.map((grid) => [grid.community.code, grid.community]))
}

type Filter = Readonly<Record<string, string>>

/** Counts by any word of the tally. The address is written here, since what is left out of a query must stay out of it. */
export async function tally(by: string, filter: Filter, signal?: AbortSignal): Promise<Schemas['Tally']> {
  const query = new URLSearchParams({ by, ...filter })
  const answer = await fetchRaw(`/api/v1/cases/tally?${query}`, { signal })
  return (await answer.json()) as Schemas['Tally']
}

export async function list(filter: Filter, signal?: AbortSignal): Promise<Schemas['Page']> {
  const answer = await fetchRaw(`/api/v1/cases?${new URLSearchParams(filter)}`, { signal })
  return (await answer.json()) as Schemas['Page']
}

export function byValue(counted: Schemas['Tally']): Map<string, number> {
  return new Map(counted.counts.map(({ value, count }) => [value, count]))
}

/** Open and overdue cases of every grid, counted by the server. */
export async function loadCounts(signal?: AbortSignal): Promise<Counts> {
  const [open, late] = await Promise.all([
    tally('grid', { open: 'true' }, signal),
    tally('grid', { overdue: 'true' }, signal),
  ])
  return { open: byValue(open), late: byValue(late) }
}

export async function loadNetGround(net: number, signal?: AbortSignal): Promise<GridCollection> {
  const answer = await fetchRaw(`/api/v1/grids/nets/${net}?format=geojson`, { signal })
  return (await answer.json()) as GridCollection
}

export interface Drafted extends Net {
  readonly remarks: readonly Readonly<Record<string, unknown>>[]
  readonly adopted: boolean
}

export async function sendDraft(file: Blob, said: { command_id: string; effective: string; datum: string }): Promise<Drafted> {
  const query = new URLSearchParams({ command_id: said.command_id, effective: said.effective, ...(said.datum ? { datum: said.datum } : {}) })
  const answer = await fetchRaw(`/api/v1/grids/nets?${query}`, { method: 'POST', body: file, headers: { 'content-type': 'application/geo+json' } })
  return (await answer.json()) as Drafted
}
