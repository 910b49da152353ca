// What a phone has to load before it can be used, held against its budget.

import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BUDGET_KIB = 130

const dist = new URL('../dist/', import.meta.url)
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(js|css|html|webmanifest)$/.test(entry.name))
  .map((entry) => `${entry.parentPath}/${entry.name}`.replace(/\/+/g, '/'))
let sum = 0
for (const file of files.sort()) {
  const kib = gzipSync(readFileSync(file), { level: 9 }).length / 1024
  sum += kib
  console.log(`${kib.toFixed(1).padStart(8)} KiB  ${file.slice(dist.pathname.length)}`)
}
console.log(`${sum.toFixed(1).padStart(8)} KiB  in all; budget ${BUDGET_KIB}: ${sum > BUDGET_KIB ? 'over it' : 'good'}`)
process.exit(sum > BUDGET_KIB ? 1 : 0)
