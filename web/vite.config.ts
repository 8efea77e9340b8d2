import { svelte } from '@sveltejs/vite-plugin-svelte'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * The console's pages, built into `dist/web`. Nothing is put inline and nothing comes from elsewhere: the server's
 * Content-Security-Policy allows files of its own only.
 */
export default defineConfig({
  root: folder('.'),
  cacheDir: folder('../node_modules/.vite'),
  plugins: [svelte()],
  build: {
    outDir: folder('../dist/web'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    chunkSizeWarningLimit: 800,
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
})
