import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `base` is relative: the core serves the board under /kitchen/, the Electron shell by a scheme of its own. */
export default defineConfig({
  base: './',
  plugins: [react(), tailwindcss()],
  // The mark for the tab, the same everywhere.
  publicDir: '../../packages/ui/public',
  build: {
    outDir: 'dist',
    target: 'es2024',
    // Inlined assets would need `data:` in font-src, which the content security policy leaves out.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { main: 'index.html', sw: 'src/offline/service-worker.ts' },
      output: {
        // A worker's name is its identity, and its place is its reach: no hash, beside the page.
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
