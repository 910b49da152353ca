// How the console is built and served while it is being written.

import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// The server that answers while the console is being written: `jingwei demo --port 8600`.
const SERVER = process.env.JINGWEI_SERVER ?? 'http://127.0.0.1:8600'
const PORT = Number(process.env.CONSOLE_PORT ?? '5173')

// The same policy as the binary sends (crates/web/src/frame.rs), so that a breach shows before the build is shipped.
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "font-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
].join('; ')

const proxy = Object.fromEntries(['/api', '/ledger', '/track', '/static'].map((path) => [path, { target: SERVER, changeOrigin: false }]))

export default defineConfig({
  base: '/console/',
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // Element Plus still has components of the options API; the devtools are left out.
  define: { __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false' },
  server: { port: PORT, strictPort: true, proxy },
  preview: { port: PORT, strictPort: true, proxy, headers: { 'Content-Security-Policy': CSP } },
  build: {
    target: 'es2022',
    // A data: address would be one more thing that the policy has to allow.
    assetsInlineLimit: 0,
    manifest: true,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // What changes rarely keeps its name over releases; maps and charts come only with the pages that show them.
        codeSplitting: {
          groups: [
            { name: 'map', test: /node_modules[\\/](maplibre-gl|pmtiles)/ },
            { name: 'charts', test: /node_modules[\\/](echarts|zrender|uplot)/ },
            { name: 'vue', test: /node_modules[\\/](@vue|vue|vue-router|pinia)[\\/]/ },
          ],
        },
      },
    },
  },
})
