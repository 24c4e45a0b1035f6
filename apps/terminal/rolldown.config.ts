import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'rolldown';

// The shell in three bundles: the app's main process, the sandboxed preload (CommonJS: a sandbox loads nothing else) and
// the core's process. The screens beside them are built by vite (vite.config.ts here and in apps/kitchen).

const at = (path: string) => join(import.meta.dirname, path);

/** What holds machine code stays outside and is packed as a module of its own (electron-builder.yml, asarUnpack). */
const external = ['electron', 'better-sqlite3', /^@node-rs\/argon2/, 'pino'];

export default defineConfig([
  {
    input: at('src/main/main.ts'),
    platform: 'node',
    external,
    output: { file: at('dist/main/main.mjs'), format: 'esm', codeSplitting: false },
  },
  {
    input: fileURLToPath(import.meta.resolve('@beaveros/terminal-core/main')),
    platform: 'node',
    external,
    output: { file: at('dist/core/main.mjs'), format: 'esm', codeSplitting: false },
  },
  {
    input: at('src/preload/preload.ts'),
    platform: 'browser',
    external,
    output: { file: at('dist/preload/preload.cjs'), format: 'cjs', codeSplitting: false },
  },
]);
