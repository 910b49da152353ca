// How the phone's page is built: one page, one service worker that knows the page's files, and nothing inline.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

// The server that answers while the page is being written: `jingwei demo --port 8613`.
const SERVER = process.env.JINGWEI_SERVER ?? 'http://127.0.0.1:8613'

export default defineConfig({
  base: '/field/',
  plugins: [vue(), shellList()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  server: { port: 5174, strictPort: true, proxy: { '/api': SERVER } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: 'index.html', sw: 'src/sw.ts' },
      output: {
        // The worker's address stays, or every release would register another one.
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
})

/** Tells the service worker which files make up the page, and names the release by their contents. */
function shellList(): Plugin {
  return {
    name: 'shell-list',
    apply: 'build',
    generateBundle(_, bundle) {
      const sw = bundle['sw.js']
      if (sw?.type !== 'chunk') throw new Error('the service worker was not built')
      const built = Object.values(bundle).filter((file) => file !== sw && file.fileName !== 'index.html')
      const digest = createHash('sha256')
      for (const file of built) digest.update(file.fileName).update(file.type === 'chunk' ? file.code : file.source)
      const kept = readdirSync('public', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      const still = kept.map((entry) => `${entry.parentPath}/${entry.name}`.replace(/^public\//, ''))
      for (const name of still) digest.update(name).update(readFileSync(`public/${name}`))
      digest.update(readFileSync('index.html'))
      const files = ['./', ...built.map((file) => file.fileName), ...still].sort()
      sw.code = sw.code
        .replace(/["'`]__SHELL__["'`]/, JSON.stringify(files))
        .replace('__RELEASE__', digest.digest('hex').slice(0, 12))
      if (sw.code.includes('__SHELL__')) throw new Error('the service worker does not ask for the list of files')
    },
  }
}
