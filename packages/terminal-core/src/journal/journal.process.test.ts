import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { certificateToSign, writeCertificate } from '@beaveros/protocol/exchange';
import { describe, expect, it } from 'vitest';
import { NOW, StoreFixture } from './_journal-fixture.ts';
import type { JournalIdentity } from './identity.ts';
import { createSigner, generateIdentityKey } from './signer.ts';

const CHILD = join(import.meta.dirname, '_appending-child.ts');
/** Kills, each after so many answers; uneven, so that they fall at different places of an append and a checkpoint. */
const ANSWERS_BEFORE_KILL = [1, 37, 250, 3, 700, 120];

describe('a till that is killed while it sells', () => {
  it('has every entry that it answered, whole and once, after each restart', async () => {
    using store = new StoreFixture();
    const { identity, privateKeyPem } = identityWithKey(store);
    const { signer: _signer, ...plain } = identity;
    const order = store.newId();
    const settings = join(store.directory, 'settings.json');
    writeFileSync(settings, JSON.stringify({ ...plain, privateKeyPem, order }));
    const answered: string[] = [];
    for (const answers of ANSWERS_BEFORE_KILL) {
      answered.push(...(await answersOfKilled([CHILD, store.path('t1'), settings], answers)));
      const journal = store.open('t1', identity);
      for (const answer of answered) {
        const [commandId, seq, hash] = answer.split(' ') as [string, string, string];
        expect(journal.ownEntryOf(commandId)).toMatchObject({ seq: Number(seq), hash });
      }
      // At most the one append that was under way when it died is there beyond the answers of each life.
      const entries = journal.entryCount() - 1;
      expect(entries).toBeGreaterThanOrEqual(answered.length);
      expect(entries).toBeLessThanOrEqual(answered.length + ANSWERS_BEFORE_KILL.length);
      expect(journal.nextCounter('receipt')).toBe(entries + 1);
      expect(journal.byAggregate(order).length).toBe(entries);
      journal.checkStructure();
      store.close(journal);
    }
  });

  it('keeps others out while it lives, and nobody when it is dead', async () => {
    using store = new StoreFixture();
    const { identity, privateKeyPem } = identityWithKey(store);
    const { signer: _signer, ...plain } = identity;
    const settings = join(store.directory, 'settings.json');
    writeFileSync(settings, JSON.stringify({ ...plain, privateKeyPem, order: store.newId() }));
    const child = spawn(process.execPath, [CHILD, store.path('t1'), settings], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(() => store.open('t1', identity)).toThrow(/open in another process/);
    await kill(child);
    expect(store.open('t1', identity).entryCount()).toBeGreaterThan(0);
  });
});

async function answersOfKilled(command: readonly string[], count: number): Promise<string[]> {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  const answers: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const drained = once(lines, 'close');
  lines.on('line', (line) => {
    if (!line.startsWith('ready ')) answers.push(line);
    if (answers.length === count) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  await drained;
  expect(child.signalCode).toBe('SIGKILL');
  // The pipe may end within a line; a whole one was written after its append returned.
  return answers.filter((line) => /^\S{36} \d+ [0-9a-f]{64}$/.test(line));
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function identityWithKey(store: StoreFixture): { identity: JournalIdentity; privateKeyPem: string } {
  const { privateKeyPem, publicKey } = generateIdentityKey();
  const terminal = store.newId<'Terminal'>();
  const { tenant, store: storeId, tenantSigner } = store;
  const text = writeCertificate({
    v: 1,
    tenant,
    store: storeId,
    terminal,
    epoch: 1,
    publicKey,
    issuedAt: NOW,
  });
  const signature = Buffer.from(tenantSigner.sign(certificateToSign(text))).toString('base64');
  const signer = createSigner(privateKeyPem);
  const tenantPublicKey = tenantSigner.publicKey;
  return {
    identity: {
      tenant,
      store: storeId,
      terminal,
      epoch: 1,
      tenantPublicKey,
      certificate: { text, signature },
      signer,
    },
    privateKeyPem,
  };
}
