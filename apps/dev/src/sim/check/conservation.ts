import type { Failure } from '../world-view.ts';
import { type Evidence, told } from './evidence.ts';
import { chainsOfTenant, everything, type Holding } from './holdings.ts';

/**
 * Every fact exists exactly once, in the cloud and at every till; none was invented, and none is lost but what stood on
 * destroyed disks only.
 */
export function conservation(evidence: Evidence): readonly Failure[] {
  return [
    ...answered(evidence),
    ...refused(evidence),
    ...lost(evidence),
    ...invented(evidence),
    ...doubled(evidence),
    ...told('conservation', 'a service set aside what nothing is wrong with', evidence.cloud.setAside),
  ];
}

/** What people were told is done stands, once, as a fact of every aggregate it spoke of. */
function answered(evidence: Evidence): readonly Failure[] {
  const { witness, oracle } = evidence;
  const kept = keptForPeople(evidence);
  const facts = oracle.db.prepare('SELECT count(*) FROM facts WHERE command = ? AND aggregate = ?').pluck();
  // In suspense nobody folds it until a manager has looked; that was promised too.
  const suspended = oracle.db
    .prepare(
      `SELECT count(*) FROM standing s JOIN raw r USING (hash) WHERE s.suspense IS NOT NULL AND r.text ->> '$.commandId' = ?`,
    )
    .pluck();
  const unknown: unknown[] = [];
  const missing: unknown[] = [];
  for (const { id, node, call, answer } of witness.commands) {
    if (answer.kind !== 'ok') continue;
    const entry = witness.entries.get(answer.entry);
    if (entry === undefined) unknown.push({ command: id, node, call, entry: answer.entry });
    else if (!witness.mayBeLost(entry.hash) && !kept.has(entry.hash) && Number(suspended.get(id)) === 0) {
      const without = entry.aggregates.filter((aggregate) => Number(facts.get(id, aggregate)) === 0);
      if (without.length > 0) missing.push({ command: id, node, call, entry: entry.hash, without });
    }
  }
  return [
    ...told('conservation', 'a command was answered with an entry that no disk ever held', unknown),
    ...told('conservation', 'an answered command left no fact', missing),
  ];
}

/** What was refused changed nothing, unless the same command was done when it was asked again. */
function refused({ witness, oracle }: Evidence): readonly Failure[] {
  const done = new Set(witness.commands.flatMap(({ id, answer }) => (answer.kind === 'refused' ? [] : [id])));
  const facts = oracle.db.prepare('SELECT count(*) FROM every_fact WHERE command = ?').pluck();
  const found = witness.commands.filter(
    ({ id, answer }) => answer.kind === 'refused' && !done.has(id) && Number(facts.get(id)) > 0,
  );
  return told('conservation', 'a refused command left facts', found);
}

/**
 * Every entry that was ever durable is in the cloud and at every till. Of a branch that no longer stands only its facts
 * have to be there, as copies: whoever never saw its bytes need not have them. A command that was asked for again after its
 * disk went back is done once: of the entries it has, one stands.
 */
function lost(evidence: Evidence): readonly Failure[] {
  const { world, witness, tills, cloud, oracle } = evidence;
  const kept = keptForPeople(evidence);
  const standing = new Set(oracle.ask('SELECT hash FROM standing').map(({ hash }) => hash));
  const events = new Set(
    oracle
      .ask(
        `SELECT e.value ->> '$.id' AS id FROM standing JOIN raw r USING (hash), json_each(r.text, '$.events') e`,
      )
      .map(({ id }) => id),
  );
  // What an entry says of chains dies with its branch; a copy names its original instead.
  const aboutChains = new Set(
    oracle
      .ask(
        `SELECT e.value ->> '$.id' AS id FROM raw, json_each(raw.text, '$.events') e WHERE e.value ->> '$.type' LIKE 'journal.%'`,
      )
      .map(({ id }) => id),
  );
  const commands = new Set(
    oracle
      .ask(`SELECT r.text ->> '$.commandId' AS id FROM standing JOIN raw r USING (hash)`)
      .map(({ id }) => id),
  );
  const isCopied = (hash: string, commandId: string, eventIds: readonly string[]) =>
    !standing.has(hash) &&
    (commands.has(commandId) || eventIds.every((event) => events.has(event) || aboutChains.has(event)));
  const tenantChains = chainsOfTenant(cloud.held, world.store);
  const found: unknown[] = [];
  for (const holding of disksOf({ tills, cloud })) {
    const held = new Set(everything(holding).map(({ hash }) => hash));
    for (const { hash, chain, seq, commandId, command, disk, eventIds } of witness.entries.values()) {
      if (held.has(hash) || witness.mayBeLost(hash) || isBelowBase(holding, chain, seq)) continue;
      if (tenantChains.has(chain) && holding !== cloud.held) continue;
      if (!kept.has(hash) && !isCopied(hash, commandId, eventIds))
        found.push({ missingAt: holding.disk, writtenAt: disk, chain, seq, command, hash });
    }
  }
  return told('conservation', 'an entry is lost', found);
}

/**
 * Branches that nobody is left to copy: a stolen till went back to an image, sold on beside what was known of it, and is
 * refused now. The cloud keeps the bytes aside; a manager who has the till again decides.
 */
function keptForPeople({ witness, cloud }: Pick<Evidence, 'witness' | 'cloud'>): ReadonlySet<string> {
  const stolen = new Set(
    witness.fences.flatMap(({ terminal, reason }) => (reason === 'stolen' ? [terminal] : [])),
  );
  return new Set(
    cloud.held.aside.flatMap(({ hash, text }) => {
      const { terminal } = JSON.parse(text) as { readonly terminal: string | null };
      return terminal !== null && stolen.has(terminal) ? [hash] : [];
    }),
  );
}

function disksOf({ tills, cloud }: Pick<Evidence, 'tills' | 'cloud'>): readonly Holding[] {
  return [cloud.held, ...tills.map(({ held }) => held)];
}

function isBelowBase({ bases }: Holding, chain: string, seq: number): boolean {
  return seq <= (bases.get(chain)?.seq ?? 0);
}

/** Nothing is anywhere that nobody wrote, and no person did what no screen asked for. */
function invented({ world, witness, owners, tills, cloud, oracle }: Evidence): readonly Failure[] {
  // The tenant's chain is written by the back office beside the store's, and nobody watches it.
  const tenantChains = chainsOfTenant(cloud.held, world.store);
  const found = disksOf({ tills, cloud }).flatMap((holding) =>
    everything(holding)
      .filter(({ hash, chain }) => !witness.entries.has(hash) && !tenantChains.has(chain))
      .map(({ chain, seq, hash, text }) => ({
        at: holding.disk,
        chain,
        seq,
        hash,
        text: text.slice(0, 200),
      })),
  );
  const asked = new Set(witness.commands.map(({ id }) => id));
  const ours = new Set(owners.values());
  const unasked = oracle
    .ask(
      `SELECT chain, seq, text ->> '$.commandId' AS id, text ->> '$.command' AS command, text ->> '$.terminal' AS terminal
         FROM raw WHERE text ->> '$.actor' IS NOT NULL AND text ->> '$.terminal' IS NOT NULL`,
    )
    .filter(({ id, terminal }) => ours.has(String(terminal)) && !asked.has(String(id)));
  return [
    ...told('conservation', 'an entry was never written by anybody', found),
    ...told('conservation', 'a person is said to have done what nobody asked for', unasked),
  ];
}

/** Of a fact and its copies one counts; nothing is on a main line twice. */
function doubled({ oracle }: Evidence): readonly Failure[] {
  return [
    ...told(
      'conservation',
      'an event counts twice',
      oracle.ask(
        `SELECT event_id, aggregate, count(*) AS times FROM facts WHERE type NOT LIKE 'journal.%'
         GROUP BY event_id, aggregate HAVING count(*) > 1`,
      ),
    ),
    ...told('conservation', 'nobody can say which branch of a chain stands', oracle.undecided),
    ...told(
      'conservation',
      'an entry attaches to nothing',
      oracle.stranded.map(({ chain, seq, hash }) => ({ chain, seq, hash })),
    ),
  ];
}
