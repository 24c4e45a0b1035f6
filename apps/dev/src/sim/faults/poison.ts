import { createHash } from 'node:crypto';
import { ChainOpened, type Entry, EVENT_CATALOGUE, VersionsAnnounced } from '@beaveros/domain/journal';
import { businessDate, type Id } from '@beaveros/kit';
import { headToSign, NO_HASH, writeEntry } from '@beaveros/protocol/exchange';
import { createSigner } from '@beaveros/terminal-core/sim';
import type { World } from '../world.ts';
import type { FaultKind } from './fault.ts';

/** The hostile till's place in the house: none of the others'. */
const PLACE = 90;

/**
 * A till of our store with a key of its own that writes what no build writes: right in its envelope, its hashes and its
 * signature, wrong in its events. Everybody keeps it, nobody folds it, and nobody stops for it.
 */
export const poisonFaults = {
  'poison-entry': {
    weight: 1,
    run: async (world, step) => {
      if (!world.cloud.isUp || world.orders.length === 0) return false;
      const dice = world.diceOf(step);
      const place = world.house.place(PLACE + dice.below(1_000));
      const identity = await world.cloud.enrol(place, dice.for('hostile'));
      world.enrolments += 1;
      const { tenant, store, terminal, epoch, certificate, privateKeyPem } = identity;
      const signer = createSigner(privateKeyPem);
      const order = dice.pick(world.orders);
      const nonce = Buffer.from(dice.bytes(32)).toString('hex');
      const opening = {
        tenant,
        store,
        terminal,
        epoch,
        nonce,
        publicKey: signer.publicKey,
        series: 1,
        follows: null,
      };
      const said: readonly (readonly [type: string, aggregate: Id, body: object])[] = [
        [ChainOpened.type, terminal, opening],
        // Of a build that reads everything: nobody waits a week for its upgrade.
        [VersionsAnnounced.type, terminal, { reads: [...EVENT_CATALOGUE.keys()].sort() }],
        ['order.LineAdded', order, {}],
        ['order.LineVoided', order, { line: 'none', reason: 7 }],
        // Behind the poison, something true: a note that everybody folds.
        ['order.OrderNoteSet', order, { note: `de otro ${dice.below(1_000)}` }],
      ];
      let previous: Uint8Array = NO_HASH;
      let chain = '';
      const entries = said.map(([type, aggregate, body], at) => {
        const entry = {
          chain,
          seq: at + 1,
          clock: highestClock(world) + at + 1,
          at: world.schedule.instant,
          tenant,
          store,
          terminal,
          epoch,
          commandId: world.idFor<'Command'>(dice),
          command: at === 0 ? 'OpenChain' : 'poison',
          actor: null,
          businessDate: businessDate(new Date(world.cloud.clock.now()).toISOString().slice(0, 10)),
          events: [{ id: world.idFor<'Event'>(dice), type, v: 1, aggregate, body }],
        } as Entry;
        const text = writeEntry(entry);
        previous = createHash('sha256').update(previous).update(text, 'utf8').digest();
        const hash = Buffer.from(previous).toString('hex');
        if (at === 0) chain = hash;
        return { seq: at + 1, text, hash, sides: [] };
      });
      const { seq, hash } = entries.at(-1)!;
      const signature = Buffer.from(signer.sign(headToSign({ chain, seq, hash }))).toString('base64');
      const disk = `hostile ${place.code}`;
      for (const each of entries)
        world.witness.heldText(disk, each.hash, each.text, chain, world.schedule.now);
      const batch = { chain, certificate, entries, head: { chain, seq, hash, signature } };
      const isToCloud = dice.chance(0.6);
      if (isToCloud) await world.cloud.storeOrNot({ identity }, batch);
      else world.receive(dice.pick(world.tills), batch);
      world.witness.destroyed(disk);
      return true;
    },
  },
} satisfies Readonly<Record<string, FaultKind>>;

/** As a till that has heard everything would count. */
function highestClock(world: World): number {
  const running = world.tills.filter(({ isRunning }) => isRunning);
  const clocks = running.flatMap(({ parts: { journal } }) =>
    journal.after(Math.max(0, journal.lastArrival - 1), 1).map(({ entry }) => entry.clock),
  );
  return Math.max(1, ...clocks);
}
