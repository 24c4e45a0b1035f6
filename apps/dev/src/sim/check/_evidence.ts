import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { sharedTable, type WrittenEntry } from '@beaveros/testkit';
import { domainRows, toColumns } from '../oracle/_domain-rows.ts';
import { rawOf } from '../oracle/_written.ts';
import { Oracle, ORACLE_TABLES, type OracleRow, type OracleTable, type RawEntry } from '../oracle/oracle.ts';
import { Witness } from '../witness.ts';
import { dimensionRollupsOf } from './days.ts';
import type { Evidence, Rows } from './evidence.ts';
import type { Holding } from './holdings.ts';

/** RFC 8032 section 7.1, test 1: a private key that protects nothing. */
const KEY = createPrivateKey({
  key: Buffer.from(
    `302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60`,
    'hex',
  ),
  format: 'der',
  type: 'pkcs8',
});
const PUBLIC = Buffer.from(createPublicKey(KEY).export({ format: 'jwk' }).x!, 'base64url').toString('base64');

/**
 * A world in which every promise holds: two tills closed one table, met, and the cloud has it all. Rows are what the
 * product's folds make. Tests doctor it, one lie at a time.
 */
export function soundEvidence(): Evidence {
  const { chains, orders, shifts, house } = sharedTable(7);
  const raw = rawOf(chains, PUBLIC);
  const written = raw.map(({ chain, text }) => ({ chain, entry: JSON.parse(text) }));
  const rows = rowsOf(written, [...orders, ...shifts]);
  const oracle = new Oracle(raw);
  const names = ['t1', 't2'];
  const terminals = chains.map((of) => of[0]!.entry.terminal!);
  const heads = [...Map.groupBy(raw, ({ chain }) => chain).values()].map((of) => of.at(-1)!);
  const witness = witnessOf(raw, names, terminals);
  const tills = names.map((name, at) => ({
    name,
    terminal: terminals[at]!,
    epoch: 1,
    diskLife: 0,
    held: holdingOf(name, raw, heads),
    rows,
    partial: new Set<string>(),
    stuck: [],
    jobs: new Map<string, string>(),
    sides: [],
    unknownTables: [],
    strangeFiles: [],
  }));
  return {
    world: { seed: 7, tenant: house.tenant, store: house.store, draining: QUIET },
    witness,
    owners: new Map(names.map((name, at) => [name, terminals[at]!])),
    tills,
    cloud: {
      held: holdingOf('cloud', raw, heads),
      rows,
      contributions: oracle.ask('SELECT * FROM contributions'),
      rollups: oracle.ask('SELECT * FROM sales_rollups'),
      contributionsBy: oracle.ask('SELECT * FROM contributions_by'),
      dimensionRollups: dimensionRollupsOf(oracle.ask('SELECT * FROM contributions_by')),
      dayShifts: oracle.ask('SELECT * FROM day_shifts'),
      cursors: heads.map(({ chain, seq }) => ({ service: 'order', chain, cursor: seq, head: seq })),
      defects: [],
      setAside: [],
      sides: [],
      strangeRows: [],
    },
    oracle,
  };
}

const QUIET = { isQuiet: true, virtualMs: 1, frames: 1, virtualMsMax: 10, framesMax: 10 };

function rowsOf(written: readonly WrittenEntry[], aggregates: readonly string[]): Rows {
  const all = aggregates.map((aggregate) => domainRows(written, aggregate));
  const tables = Object.keys(ORACLE_TABLES) as OracleTable[];
  const rows = (table: OracleTable): readonly OracleRow[] =>
    all.flatMap((each) => each[table].map(toColumns));
  return Object.fromEntries(tables.map((table) => [table, rows(table)] as const)) as unknown as Rows;
}

function holdingOf(disk: string, raw: readonly RawEntry[], heads: readonly RawEntry[]): Holding {
  const prevOf = (entry: RawEntry) =>
    raw.find(({ chain, seq }) => chain === entry.chain && seq === entry.seq - 1)?.hash ?? '0'.repeat(64);
  return {
    disk,
    standing: raw.map((entry) => ({ ...entry, prev: prevOf(entry) })),
    aside: [],
    signedHeads: heads.map(({ chain, seq, hash }) => {
      const signature = sign(null, Buffer.from(`beaveros-head/1\n${chain}\n${seq}\n${hash}`), KEY).toString(
        'base64',
      );
      return { chain, seq, signature };
    }),
    bases: new Map(),
  };
}

/** It saw every entry at its till, answered each as a command, and one paper for each effect. */
function witnessOf(
  raw: readonly RawEntry[],
  names: readonly string[],
  terminals: readonly string[],
): Witness {
  const witness = new Witness();
  for (const { chain, hash, text } of raw) {
    const { terminal, commandId, command, events } = JSON.parse(text) as {
      terminal: string;
      commandId: string;
      command: string;
      events: { id: string; type: string }[];
    };
    const node = names[terminals.indexOf(terminal)]!;
    witness.heldText(node, hash, text, chain, 0);
    witness.heldText('cloud', hash, text, chain, 0);
    const answer = { kind: 'ok', entry: hash, isRepeat: false } as const;
    witness.commands.push({ id: commandId, node, screen: node, call: command, input: {}, at: 0, answer });
    for (const { id: event, type } of events) {
      if (type !== 'payment.DrawerKicked') continue;
      const paper = {
        node,
        terminal,
        event,
        life: 0,
        build: 'new',
        kind: 'drawer',
        document: null,
        isCopy: false,
        at: 0,
      } as const;
      witness.paperOut(paper).printed();
    }
  }
  return witness;
}
