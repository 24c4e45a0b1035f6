// `npm run ui [-- PORT]`: every component of packages/ui in every state, on a page, opened in a browser where there is a
// display. The last line of stdout says where.
import { join } from 'node:path';
import { portArgument, runScript, stopwatch, untilSignal } from './house/script.ts';
import { buildScreens, SCREENS } from './tooling/build-screens.ts';
import { openUrl } from './tooling/open-url.ts';
import { serveFolder } from './tooling/serve-folder.ts';
import { ROOT } from './tooling/workspace.ts';

await runScript(async () => {
  const port = portArgument(process.argv[2]);
  const signalled = untilSignal();
  await buildScreens({ say: stopwatch(), only: ['showcase'] });
  const { out } = SCREENS.find(({ name }) => name === 'showcase')!;
  await using page = await serveFolder(join(ROOT, out), port);
  openUrl(page.url);
  process.stdout.write(`${JSON.stringify({ ready: true, url: page.url })}\n`);
  await signalled;
  return true;
});
