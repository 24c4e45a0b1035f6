import { type Id, instant, ok, refuse, sha256, bytesToHex, utf8ToBytes } from '@beaveros/kit';
import { writeEntry } from '@beaveros/protocol/exchange';
import type { AppendBackOffice, Event } from '../ingest/index.ts';
import type { ArrayFeed } from './array-feed.ts';

/** The stores' back-office chains over a journal in memory: appends, repeats and refuses as cloud/replication does. */
export interface ArrayBackOffice {
  readonly append: AppendBackOffice;
  /** Called at the next append, before it looks whether anything is newer: another writer was faster. */
  raceWith(work: () => void): void;
  /** Entries of a store's chain. */
  written(store: string): number;
}

export function arrayBackOffice(feed: ArrayFeed, newId: () => Id): ArrayBackOffice {
  const commands = new Set<string>();
  let race: (() => void) | null = null;
  const chainOf = (store: string) => bytesToHex(sha256(utf8ToBytes(`back office of ${store}`)));
  const lengths = new Map<string, number>();
  return {
    raceWith(work) {
      race = work;
    },
    written: (store) => lengths.get(store) ?? 0,
    async append({ tenant, store, commandId, command, actor, businessDate, events, expected }) {
      const faster = race;
      race = null;
      faster?.();
      if (commands.has(commandId)) return ok({ isNew: false });
      for (const head of await feed.heads()) {
        if (head.tenant !== tenant) continue;
        const folded = expected[0]?.heads.find(({ chain }) => chain === head.chain)?.seq ?? 0;
        const newer = await feed.entriesAfter(tenant, head.chain, folded, 1_000);
        if (newer.some(({ text }) => text.includes(`"aggregate":"${expected[0]?.aggregate}"`)))
          return refuse({ code: 'journal/newer-events' });
      }
      const chain = chainOf(store);
      const seq = (lengths.get(store) ?? 0) + 1;
      lengths.set(store, seq);
      commands.add(commandId);
      const entry = {
        chain,
        seq,
        clock: 1_000_000 + seq,
        at: instant(1_795_000_000_000),
        tenant,
        store,
        terminal: null,
        epoch: 1,
        commandId,
        command,
        actor,
        businessDate,
        events: events.map((event) => ({ ...event, id: event.id ?? newId() }) as Event),
      };
      feed.add(tenant, chain, [writeEntry(entry as unknown as Parameters<typeof writeEntry>[0])]);
      return ok({ isNew: true });
    },
  };
}
