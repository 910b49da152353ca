// What a browser has to load before the console can be used, and each part that comes later, held against its budget.

import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const FIRST_LOAD_KIB = 400
const FIRST_LOAD_AIM_KIB = 250
const LATER = [
  { name: 'map', match: /^assets\/map-/, kib: 450 },
  { name: 'charts', match: /^assets\/charts-/, kib: 260 },
]

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const weigh = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1024

/** Everything that stands in the page itself or is imported by it without being asked for later. */
function firstLoad() {
  const files = new Set(['index.html'])
  const visit = (key) => {
    const chunk = manifest[key]
    if (files.has(chunk.file)) return
    files.add(chunk.file)
    for (const css of chunk.css ?? []) files.add(css)
    for (const next of chunk.imports ?? []) visit(next)
  }
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) visit(key)
  return [...files]
}

const first = firstLoad()
let failed = false
let sum = 0
for (const file of first) {
  const kib = weigh(file)
  sum += kib
  console.log(`${kib.toFixed(1).padStart(8)} KiB  ${file}`)
}
const told = sum > FIRST_LOAD_KIB ? 'over the budget' : sum > FIRST_LOAD_AIM_KIB ? 'over the aim' : 'good'
console.log(`${sum.toFixed(1).padStart(8)} KiB  first load; budget ${FIRST_LOAD_KIB}, aim ${FIRST_LOAD_AIM_KIB}: ${told}`)
failed ||= sum > FIRST_LOAD_KIB

const files = new Set(Object.values(manifest).flatMap((chunk) => [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]))
for (const { name, match, kib: budget } of LATER) {
  const those = [...files].filter((file) => match.test(file))
  const early = those.filter((file) => first.includes(file))
  const kib = those.reduce((all, file) => all + weigh(file), 0)
  console.log(`${kib.toFixed(1).padStart(8)} KiB  ${name}, lazy; budget ${budget}`)
  if (early.length > 0) console.log(`          ${name} is loaded at once: ${early.join(', ')}`)
  failed ||= kib > budget || early.length > 0
}
process.exit(failed ? 1 : 0)
