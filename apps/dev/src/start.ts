// `npm start [-- --fresh]`: the whole house, seeded, with its screens, on the ports from 7400 and its data in .beaveros/ of
// the checkout. Opens the first till: in Electron where its binary is, else in the browser where there is a display.
// Progress and papers go to stderr; stdout ends with one JSON line of URLs when everything is ready. Ctrl-C ends it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { House, type HouseTenant } from './house/house.ts';
import { paperOnConsole } from './house/paper-on-console.ts';
import { fixedPorts } from './house/ports.ts';
import { openInElectron, screenUrl } from './house/screens.ts';
import { runScript, stopwatch, untilSignal } from './house/script.ts';
import { shippedRetailLines } from './retail/retail-file.ts';
import { RESTAURANT } from './seed/restaurant.ts';
import { retailerOf } from './seed/retailer.ts';
import { buildScreens, SCREEN_FOLDERS } from './tooling/build-screens.ts';
import { electronBinary } from './tooling/electron-binary.ts';
import { openUrl } from './tooling/open-url.ts';
import { ROOT } from './tooling/workspace.ts';

const DATA_DIR = join(ROOT, '.beaveros');

await runScript(async () => {
  const { values } = parseArgs({ options: { fresh: { type: 'boolean', default: false } } });
  const lap = stopwatch();
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const signalled = untilSignal();
  const pages = ['till', 'kitchen', 'backoffice'] as const;
  await buildScreens({ say: lap, only: electronBinary() === null ? pages : [...pages, 'shell'] });
  if (values.fresh) rmSync(DATA_DIR, { recursive: true, force: true });
  await using house = await House.open({
    dir: DATA_DIR,
    ports: fixedPorts(),
    hasNetwork: false,
    screens: SCREEN_FOLDERS,
    tenants: [
      { plan: RESTAURANT, tills: ['T1', 'T2'], hasPrinters: true },
      { plan: retailerOf(shippedRetailLines()), tills: ['T1'], hasPrinters: true },
    ],
    say: lap,
    onPaper: (printer, paper) => say(paperOnConsole(printer, paper)),
  });
  for (const tenant of house.tenants) say(await whoWorksAt(tenant, house.cloud.url));
  say('A link of a till opens it once; the browser it was opened in stays known. Ctrl-C ends everything.');
  const line = await urlsOf(house);
  const first = house.tenants[0]!.tills[0]!;
  const shell = process.env['BEAVER_NO_OPEN'] === '1' ? null : await openInElectron(first);
  if (shell === null) openUrl(await screenUrl(first, 'till'));
  process.stdout.write(`${JSON.stringify(line)}\n`);
  // What ends by itself is a defect in a process of the house; the others must not go on as if nothing were.
  const tills = house.tenants.flatMap((tenant) => tenant.tills);
  const fallen = [
    house.cloud.ended,
    ...tills.filter((till) => shell === null || till !== first).map((till) => till.ended),
  ];
  const ending = await Promise.race([
    signalled,
    ...(shell === null ? [] : [shell.ended.then(() => 'the till was closed')]),
    ...fallen.map((ended) => ended.then(() => null)),
  ]);
  say(
    ending === null
      ? `a process of the house ended by itself; see ${house.logFile('*')}`
      : 'closing the house',
  );
  return ending !== null;
});

/** Everything a person needs to sign in: these are made-up people on this machine only. */
async function whoWorksAt({ plan, tills }: HouseTenant, backOffice: string): Promise<string> {
  const people = plan.people.map(
    ({ firstName, lastName, role, pin }) =>
      `  ${`${firstName} ${lastName}`.padEnd(18)} ${role.padEnd(18)} PIN ${pin}`,
  );
  const { username, password } = plan.admin;
  const screens = await Promise.all(
    tills.flatMap((till) =>
      (['till', 'kitchen'] as const).map(
        async (kind) => `  ${`${till.name} ${kind}`.padEnd(26)} ${await screenUrl(till, kind)}`,
      ),
    ),
  );
  return [
    '',
    plan.name,
    `  back office ${backOffice}/  organisation ${plan.slug}, ${username} / ${password}`,
    ...screens,
    ...people,
  ].join('\n');
}

/** Each link opens its page once, and is another one than those that people read above. */
async function urlsOf(house: House): Promise<object> {
  const tillOf = async ({ plan }: HouseTenant, till: HouseTenant['tills'][number]) => ({
    tenant: plan.slug,
    till: till.name.slice(plan.slug.length + 1),
    ipc: till.ipcUrl,
    peer: till.peerUrl,
    screen: await screenUrl(till, 'till'),
    kitchen: await screenUrl(till, 'kitchen'),
  });
  const tills = await Promise.all(
    house.tenants.flatMap((tenant) => tenant.tills.map((till) => tillOf(tenant, till))),
  );
  return {
    ok: true,
    gateway: house.cloud.url,
    backoffice: `${house.cloud.url}/`,
    till: tills[0]?.screen,
    kitchen: tills[0]?.kitchen,
    tills,
    dataDir: house.dir,
  };
}
