import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SCREENS } from './build-screens.ts';
import { ROOT } from './workspace.ts';

/** Bytes as they lie on the disk and as they go over a wire. */
interface Weight {
  readonly raw: number;
  readonly gzip: number;
}

/** What one built screen weighs. */
export interface BundleSize {
  readonly name: string;
  /** Scripts and styles that `index.html` names: what stands between opening and the first screen. */
  readonly start: Weight;
  /** All scripts, those too that are loaded later. */
  readonly script: Weight;
  readonly style: Weight;
  /** woff2 is compressed already. */
  readonly fontBytes: number;
}

/** Of every screen that is built, in the order of SCREENS. */
export function bundleSizes(): readonly BundleSize[] {
  return SCREENS.filter(({ out }) => existsSync(join(ROOT, out, 'index.html'))).map(({ name, out }) => {
    const folder = join(ROOT, out);
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    const named = [...html.matchAll(/(?:src|href)="([^"]+[.](?:js|css))"/g)].map((match) => match[1]!);
    return {
      name,
      start: weigh(folder, ['index.html', ...named]),
      script: weigh(folder, globSync('**/*.js', { cwd: folder })),
      style: weigh(folder, globSync('**/*.css', { cwd: folder })),
      fontBytes: weigh(folder, globSync('**/*.woff2', { cwd: folder })).raw,
    };
  });
}

/** A line a screen, for people. */
export function describeSizes(sizes: readonly BundleSize[]): string {
  const kB = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;
  return sizes
    .map(
      ({ name, start, script, style, fontBytes }) =>
        `${name.padEnd(10)} start ${kB(start.gzip)} gzip (${kB(start.raw)}); ` +
        `all scripts ${kB(script.gzip)} (${kB(script.raw)}), styles ${kB(style.gzip)} (${kB(style.raw)}), fonts ${kB(fontBytes)}`,
    )
    .join('\n');
}

function weigh(folder: string, files: readonly string[]): Weight {
  const contents = files.map((file) => readFileSync(join(folder, file)));
  return {
    raw: contents.reduce((sum, bytes) => sum + bytes.length, 0),
    gzip: contents.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0),
  };
}
