// A process that appends until it is killed. It says each entry only after append returned: what it said must be there.
import { readFileSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { id, idMinter, instant } from '@beaveros/kit';
import { noted, NOW, TODAY } from './_journal-fixture.ts';
import type { JournalIdentity } from './identity.ts';
import { openJournal } from './open-journal.ts';
import { createSigner } from './signer.ts';

const [path, settings] = process.argv.slice(2) as [string, string];
const { privateKeyPem, order, ...identity } = JSON.parse(readFileSync(settings, 'utf8')) as Omit<
  JournalIdentity,
  'signer'
> & {
  privateKeyPem: string;
  order: string;
};
const clock = { now: () => instant(Date.now()) };
const random = { bytes: (count: number) => randomBytes(count) };
const newId = idMinter(clock, random);
const signer = createSigner(privateKeyPem);
const journal = openJournal({
  path,
  identity: { ...identity, signer },
  clock,
  random,
  newId,
  businessDate: TODAY,
});
writeSync(1, `ready ${journal.entryCount()}\n`);
for (;;) {
  const commandId = newId<'Command'>();
  const events = [noted(id(order), randomBytes(600).toString('hex'))];
  const draft = {
    commandId,
    command: 'SetOrderNote',
    actor: null,
    businessDate: TODAY,
    events,
    counters: ['receipt'],
  };
  const { seq, hash } = journal.append(draft, NOW);
  writeSync(1, `${commandId} ${seq} ${hash}\n`);
}
