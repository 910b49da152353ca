// How the city is drawn: our own quiet style in the colours of the theme. Text comes from the fonts of the machine, so there
// are no glyph files, and nothing is asked of anybody but our own server.

import type { ExpressionSpecification, StyleSpecification } from 'maplibre-gl'

/** The colours of the theme that is on, as the map needs them. */
export interface Palette {
  readonly ground: string
  readonly paper: string
  readonly line: string
  readonly edge: string
  readonly ink: string
  readonly quiet: string
  readonly halo: string
  readonly primary: string
  readonly onPrimary: string
  readonly late: string
  readonly good: string
  readonly near: string
  /** From the lightest to the strongest. */
  readonly shades: readonly string[]
}

export const SHADES = 5

/** Reads the palette from the tokens. */
export function palette(of: Element = document.documentElement): Palette {
  const tokens = getComputedStyle(of)
  const token = (name: string) => tokens.getPropertyValue(name).trim()
  const [paper, primary] = [token('--paper'), token('--primary')]
  const share = (i: number) => 0.16 + (0.72 * i) / (SHADES - 1)
  return {
    ground: token('--mist'), paper, line: token('--line'), edge: token('--edge'), ink: token('--ink'), quiet: token('--ink-2'),
    halo: paper, primary, onPrimary: token('--on-primary'), late: token('--over'), good: token('--good'), near: token('--near'),
    shades: Array.from({ length: SHADES }, (_, i) => mixed(paper, primary, share(i))),
  }
}

/** Between two colours written as `#rrggbb`, or `#rgb` as a style sheet is made smaller. */
export function mixed(from: string, to: string, share: number): string {
  const whole = (colour: string) => (colour.length === 4 ? colour.replace(/[\da-f]/gi, '$&$&') : colour)
  const part = (colour: string, at: number) => Number.parseInt(whole(colour).slice(1 + 2 * at, 3 + 2 * at), 16)
  const channel = (at: number) => Math.round(part(from, at) + (part(to, at) - part(from, at)) * share)
  return `#${[0, 1, 2].map((at) => channel(at).toString(16).padStart(2, '0')).join('')}`
}

export const FONT = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'sans-serif']

/** The shade of a grid, told by its number in the feature's state. */
function shade(colours: Palette): ExpressionSpecification {
  const stops = colours.shades.flatMap((colour, i) => [i + 1, colour])
  return ['match', ['coalesce', ['feature-state', 'shade'], 0], ...stops, colours.paper] as unknown as ExpressionSpecification
}

const NOTHING = { type: 'FeatureCollection', features: [] } as const

/** The style: grids from the server's tiles, everything else from data that the page puts in. `factor` enlarges what is read. */
export function style(colours: Palette, tiles: string, factor = 1): StyleSpecification {
  const radii = [[1, 12], [4, 18], [12, 28], [60, 44]].flatMap(([root, px]) => [root, (px ?? 0) * factor])
  const empty = () => ({ type: 'geojson' as const, data: NOTHING as never })
  return {
    version: 8,
    sources: {
      grids: { type: 'vector', tiles: [tiles], minzoom: 5, maxzoom: 15, promoteId: { grids: 'code' } },
      names: empty(), before: empty(), after: empty(), bubbles: empty(), cases: empty(), point: empty(),
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colours.ground } },
      { id: 'grids', type: 'fill', source: 'grids', 'source-layer': 'grids', paint: { 'fill-color': shade(colours), 'fill-opacity': 1 } },
      { id: 'borders', type: 'line', source: 'grids', 'source-layer': 'grids', paint: { 'line-color': colours.edge, 'line-opacity': 0.55, 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 0.4, 16, 1.4] } },
      { id: 'flash', type: 'line', source: 'grids', 'source-layer': 'grids', paint: { 'line-color': colours.primary, 'line-width': 4, 'line-opacity': ['case', ['boolean', ['feature-state', 'flash'], false], 1, 0] } },
      { id: 'chosen', type: 'line', source: 'grids', 'source-layer': 'grids', paint: { 'line-color': colours.ink, 'line-width': 3, 'line-opacity': ['case', ['boolean', ['feature-state', 'chosen'], false], 1, 0] } },
      { id: 'before', type: 'line', source: 'before', paint: { 'line-color': colours.quiet, 'line-width': 2, 'line-dasharray': [2, 2] } },
      { id: 'after', type: 'fill', source: 'after', paint: { 'fill-color': ['match', ['get', 'fate'], 'new', colours.good, 'gone', colours.late, 'worker', colours.near, colours.primary], 'fill-opacity': 0.3 } },
      { id: 'after-line', type: 'line', source: 'after', paint: { 'line-color': ['match', ['get', 'fate'], 'new', colours.good, 'gone', colours.late, 'worker', colours.near, colours.primary], 'line-width': 2.5 } },
      {
        id: 'names', type: 'symbol', source: 'names', minzoom: 14.2 + Math.log2(factor),
        layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12 * factor, 'text-max-width': 8, 'text-offset': [0, 1.6], 'text-anchor': 'top' },
        paint: { 'text-color': colours.quiet, 'text-halo-color': colours.halo, 'text-halo-width': 1.4 },
      },
      {
        id: 'bubbles', type: 'circle', source: 'bubbles',
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'count']], ...radii] as unknown as ExpressionSpecification,
          'circle-color': colours.primary, 'circle-opacity': 0.92,
          'circle-stroke-width': ['case', ['>', ['get', 'late'], 0], 4, 1.5],
          'circle-stroke-color': ['case', ['>', ['get', 'late'], 0], colours.late, colours.paper],
        },
      },
      {
        id: 'counts', type: 'symbol', source: 'bubbles',
        layout: { 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 13 * factor, 'text-allow-overlap': true, 'text-ignore-placement': true },
        paint: { 'text-color': colours.onPrimary },
      },
      {
        id: 'cases', type: 'circle', source: 'cases',
        paint: {
          'circle-radius': ['case', ['get', 'late'], 8, 6], 'circle-color': ['case', ['get', 'late'], colours.late, colours.primary],
          'circle-stroke-color': colours.paper, 'circle-stroke-width': 2,
        },
      },
      { id: 'point-ring', type: 'circle', source: 'point', paint: { 'circle-radius': 13, 'circle-color': colours.primary, 'circle-opacity': 0.22 } },
      { id: 'point', type: 'circle', source: 'point', paint: { 'circle-radius': 7, 'circle-color': colours.primary, 'circle-stroke-color': colours.paper, 'circle-stroke-width': 2.5 } },
    ],
  }
}
