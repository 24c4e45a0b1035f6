// `npm run serve:shapes [-- PORT]`: the rows that come down, alone: a cloud on an embedded PostgreSQL with the restaurant
// in it and no till, for whoever wants to point the official Electric client at our shape server. stdout has the ready
// line, its `url` being where the shapes' names follow; stderr has a terminal's token, anew before the last one ends.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { instant } from '@beaveros/kit';
import { SHAPES } from '@beaveros/protocol/shapes';
import { createSigner, enrol, terminalTokens } from '@beaveros/terminal-core';
import { FREE_PORTS } from './house/ports.ts';
import { type HouseTenant, openTemporaryHouse } from './house/house.ts';
import { portArgument, runScript, stopwatch, untilSignal } from './house/script.ts';
import { RESTAURANT } from './seed/restaurant.ts';

/** A token lives for ten minutes. */
const TOKEN_EVERY_MS = 8 * 60_000;

await runScript(async () => {
  const gateway = portArgument(process.argv[2]);
  const signalled = untilSignal();
  await using house = await openTemporaryHouse({
    ports: { ...FREE_PORTS, gateway },
    hasNetwork: false,
    tenants: [{ plan: RESTAURANT, tills: [], hasPrinters: false }],
    say: stopwatch(),
  });
  const tenant = house.tenant(RESTAURANT.slug);
  const token = await terminalOf(tenant, { gatewayUrl: house.cloud.url, dir: house.dir });
  const url = `${house.cloud.url}/v1/t/${tenant.id}/shapes`;
  const tell = async (): Promise<void> =>
    void process.stderr.write(`authorization: Bearer ${await token()}\n`);
  process.stderr.write(`shapes: ${SHAPES.map(({ name }) => name).join(' ')}\n`);
  await tell();
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
  const ended = new AbortController();
  const telling = (async () => {
    while (!ended.signal.aborted) {
      await after(TOKEN_EVERY_MS, undefined, { signal: ended.signal });
      await tell();
    }
  })().catch(() => {}); // The signal ends it.
  await Promise.race([signalled, house.cloud.ended]);
  ended.abort();
  await telling;
  return true;
});

/** Enrols the kitchen's terminal, as a till would, and gives what asks for its tokens. */
async function terminalOf(
  tenant: HouseTenant,
  { gatewayUrl, dir }: { readonly gatewayUrl: string; readonly dir: string },
): Promise<() => Promise<string>> {
  const path = join(dir, 'shapes-reader.json');
  const { code } = await tenant.api.call('createEnrolmentCode', {
    params: { terminalId: tenant.terminalIds['K1'] ?? '' },
    body: { storeId: tenant.storeId },
  });
  const { terminal, certificate, privateKey } = await enrol({ gatewayUrl, code, path });
  rmSync(path);
  const clock = { now: () => instant(Date.now()) };
  return terminalTokens({ gatewayUrl, terminal, certificate, signer: createSigner(privateKey), clock });
}
