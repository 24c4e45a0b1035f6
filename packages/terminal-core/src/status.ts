import type { StoreRow } from '@beaveros/domain/service-entity';
import type { StatusView } from '@beaveros/protocol/ipc';
import type { Desk } from './commands/command.ts';
import type { SpoolFile } from './effects/spool-file.ts';
import type { IdentityFile } from './enrolment/identity-file.ts';
import type { FoldedStores } from './stores/folded-stores.ts';
import type { Links } from './sync/links.ts';

export interface StatusSources {
  readonly identity: IdentityFile;
  readonly desk: Desk;
  readonly stores: FoldedStores;
  readonly spool: SpoolFile;
  readonly links: Links | null;
  readonly keyStore: StatusView['keyStore'];
}

/** Who is in reach, and what the cloud does not have yet: what moves while nobody touches the till. */
export function reachOf(
  journal: Desk['journal'],
  links: Links | null,
): Pick<StatusView, 'reach' | 'outbox' | 'peers'> {
  const peers = [...(links?.peers() ?? [])];
  const isOnline = links?.isCloudConnected() ?? false;
  const confirmed = links?.cloudSeqOf(journal.ownChain) ?? 0;
  return {
    reach: isOnline ? 'online' : peers.some((peer) => peer.isConnected) ? 'store-only' : 'this-till-only',
    outbox: Math.max(0, journal.ownHead.seq - confirmed),
    peers,
  };
}

/** The state pill's sheet: whether selling works, who is in reach, what waits. */
export function statusOf({ identity, desk, stores, spool, links, keyStore }: StatusSources): StatusView {
  const { journal, rows, aggregates, till } = desk;
  const place = till.place();
  const shift = aggregates.currentShift;
  return {
    tenant: identity.tenant,
    store: identity.store,
    terminal: identity.terminal,
    terminalCode: place?.terminal.code ?? null,
    storeName: place?.store.name ?? null,
    locale: place === null ? null : localeOf(place.store),
    isReadyToSell: till.missing().length === 0,
    ...reachOf(journal, links),
    journalEntries: journal.entryCount(),
    head: { chain: journal.ownChain, seq: journal.ownHead.seq },
    shift: shift === null ? null : { shift: shift.shift, businessDate: shift.businessDate },
    shapes: [...rows.status()],
    stores: stores.all().map((store) => ({
      service: store.definition.service,
      isMarked: store.fault !== null,
      arrival: store.arrival,
      fault: store.fault?.code ?? null,
    })),
    printJobs: {
      waiting: spool.count(['queued', 'sending', 'sent', 'failed-before-first-byte']),
      unknown: spool.count(['unknown']),
    },
    keyStore,
  };
}

function localeOf({ language, timeZone, currency }: StoreRow): StatusView['locale'] {
  return { language, timeZone, currency };
}
