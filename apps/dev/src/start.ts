// `npm start [-- --fresh]`: the whole house, seeded, on the ports from 7400, with its data in .beaveros/ of the checkout.
// Progress and papers go to stderr; stdout ends with one JSON line of URLs when everything is ready. Ctrl-C ends it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { House, type HouseTenant } from './house/house.ts';
import { paperOnConsole } from './house/paper-on-console.ts';
import { fixedPorts } from './house/ports.ts';
import { runScript, stopwatch, untilSignal } from './house/script.ts';
import { shippedRetailLines } from './retail/retail-file.ts';
import { RESTAURANT } from './seed/restaurant.ts';
import { retailerOf } from './seed/retailer.ts';
import { ROOT } from './tooling/workspace.ts';

const DATA_DIR = join(ROOT, '.beaveros');

await runScript(async () => {
  const { values } = parseArgs({ options: { fresh: { type: 'boolean', default: false } } });
  const lap = stopwatch();
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const signalled = untilSignal();
  if (values.fresh) rmSync(DATA_DIR, { recursive: true, force: true });
  await using house = await House.open({
    dir: DATA_DIR,
    ports: fixedPorts(),
    hasNetwork: false,
    tenants: [
      { plan: RESTAURANT, tills: ['T1', 'T2'], hasPrinters: true },
      { plan: retailerOf(shippedRetailLines()), tills: ['T1'], hasPrinters: true },
    ],
    say: lap,
    onPaper: (printer, paper) => say(paperOnConsole(printer, paper)),
  });
  for (const tenant of house.tenants) say(await whoWorksAt(tenant));
  say('Ctrl-C ends everything.');
  process.stdout.write(`${JSON.stringify(urlsOf(house))}\n`);
  // What ends by itself is a defect in a process of the house; the others must not go on as if nothing were.
  const fallen = [
    house.cloud.ended,
    ...house.tenants.flatMap(({ tills }) => tills.map((till) => till.ended)),
  ];
  const ending = await Promise.race([signalled, ...fallen.map((ended) => ended.then(() => null))]);
  say(
    ending === null
      ? `a process of the house ended by itself; see ${house.logFile('*')}`
      : 'closing the house',
  );
  return ending !== null;
});

/** Everything a person needs to sign in: these are made-up people on this machine only. */
async function whoWorksAt({ plan, tills }: HouseTenant): Promise<string> {
  const people = plan.people.map(
    ({ firstName, lastName, role, pin }) =>
      `  ${`${firstName} ${lastName}`.padEnd(18)} ${role.padEnd(18)} PIN ${pin}`,
  );
  const { username, password } = plan.admin;
  // Each token opens one screen; a renderer that is served with the till asks for its own.
  const screens = await Promise.all(
    tills.map(async (till) => `  ${till.name}: ${till.ipcUrl}/?token=${await till.token()}`),
  );
  return [`${plan.name} (${plan.slug}), back office: ${username} / ${password}`, ...people, ...screens].join(
    '\n',
  );
}

function urlsOf(house: House): object {
  const tillsOf = ({ plan, tills }: HouseTenant) =>
    tills.map((till) => ({
      tenant: plan.slug,
      till: till.name.slice(plan.slug.length + 1),
      ipc: till.ipcUrl,
      peer: till.peerUrl,
    }));
  return { ok: true, gateway: house.cloud.url, tills: house.tenants.flatMap(tillsOf), dataDir: house.dir };
}
