import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `vite dev` finds a gateway: `npm start` prints its address. The build is served by the gateway itself. */
const gateway = process.env['BEAVER_GATEWAY_URL'];

export default defineConfig({
  base: '/',
  plugins: [react(), tailwindcss()],
  // The mark for the tab, the same everywhere.
  publicDir: '../../packages/ui/public',
  build: {
    outDir: 'dist',
    // The Content-Security-Policy of the gateway lets no `data:` font or script pass.
    assetsInlineLimit: 0,
    sourcemap: false,
  },
  server: gateway === undefined ? {} : { proxy: { '/v1': { target: gateway, changeOrigin: true } } },
});
