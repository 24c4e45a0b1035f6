import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the showcase: every component in every state, on one page. */
export default defineConfig({
  root: new URL('./showcase', import.meta.url).pathname,
  base: './',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: new URL('./dist/showcase', import.meta.url).pathname,
    emptyOutDir: true,
    chunkSizeWarningLimit: 1500,
  },
});
