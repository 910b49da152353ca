// The types of the server's doors, made from its own description (`openapi/jingwei.json`).

import { readFileSync, writeFileSync } from 'node:fs'
import openapi, { astToString } from 'openapi-typescript'

const source = new URL('../../../openapi/jingwei.json', import.meta.url)
const target = new URL('../src/api/schema.d.ts', import.meta.url)
const description = JSON.parse(readFileSync(source, 'utf8'))

// What has no slot in the address is asked behind the question mark, and may be left out. Some parts of the description
// call such a parameter one of the path, which no client could send.
for (const [path, item] of Object.entries(description.paths)) {
  for (const operation of Object.values(item)) {
    for (const parameter of operation.parameters ?? []) {
      if (parameter.in !== 'path' || path.includes(`{${parameter.name}}`)) continue
      parameter.in = 'query'
      parameter.required = false
    }
  }
}

writeFileSync(target, `// Made by \`npm run types\`; not to be edited.\n\n${astToString(await openapi(description))}`)
