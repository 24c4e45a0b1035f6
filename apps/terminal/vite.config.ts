import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The till's screens. `base` is relative: the core serves them under /till/, the Electron shell by its own scheme. */
export default defineConfig({
  base: './',
  plugins: [react(), tailwindcss()],
  // The mark for the tab, the same everywhere.
  publicDir: '../../packages/ui/public',
  build: {
    outDir: 'dist/screens/till',
    target: 'es2024',
    // Inlined assets would need `data:` in font-src, which the content security policy leaves out.
    assetsInlineLimit: 0,
    // From this machine's own disk, once a day: one file starts sooner than several.
    chunkSizeWarningLimit: 900,
  },
});
