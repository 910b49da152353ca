// The types of the server's doors, made from its own description (`openapi/jingwei.json`).

import { readFileSync, writeFileSync } from 'node:fs'
import openapi, { astToString } from 'openapi-typescript'

const source = new URL('../../../openapi/jingwei.json', import.meta.url)
const target = new URL('../src/api/schema.d.ts', import.meta.url)
const description = JSON.parse(readFileSync(source, 'utf8'))

writeFileSync(target, `// Made by \`npm run types\`; not to be edited.\n\n${astToString(await openapi(description))}`)
