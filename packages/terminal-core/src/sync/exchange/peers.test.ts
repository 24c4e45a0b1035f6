import { copyFileSync } from 'node:fs';
import { bytesToHex } from '@beaveros/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { generateIdentityKey, createSigner } from '../../journal/index.ts';
import { BackOffice, stolen } from '../../journal/_back-office.ts';
import { noted, opened } from '../../journal/_journal-fixture.ts';
import { CLOCK, contents, Mesh, RANDOM, until, Wire } from './_mesh.ts';
import { PeerHandshake } from './handshake.ts';

let mesh: Mesh;
beforeEach(() => {
  mesh = new Mesh();
});
afterEach(async () => {
  await mesh[Symbol.asyncDispose]();
});

describe('two tills on loopback', () => {
  it('come to hold the same entries, byte for byte, and know how far the other is', async () => {
    const [a, b] = [await mesh.till('a'), await mesh.till('b')];
    // More than one batch holds.
    for (let at = 0; at < 520; at += 1) a.note(`a${at}`);
    b.note('b');
    a.peers.connect(b.peers.url);
    await until(() => expect(b.journal.entryCount()).toBe(523));
    await until(() => expect(a.journal.entryCount()).toBe(523));
    expect(contents(b.journal)).toEqual(contents(a.journal));
    await until(() => expect(a.peers.seqOf(b.identity.terminal, a.journal.ownChain)).toBe(521));
    expect(a.peers.list()).toEqual([
      { terminal: b.identity.terminal, url: b.peers.url, isConnected: true, lastCode: null },
    ]);
    expect(b.peers.list()).toEqual([
      { terminal: a.identity.terminal, url: null, isConnected: true, lastCode: null },
    ]);
    expect([...a.alarms, ...b.alarms, ...a.defects, ...b.defects]).toEqual([]);
  });

  it('push a fact within milliseconds, and a third till gets it without the author', async () => {
    const [a, b, c] = [await mesh.till('a'), await mesh.till('b'), await mesh.till('c')];
    a.peers.connect(b.peers.url);
    c.peers.connect(b.peers.url);
    await until(() => expect(b.peers.list().filter(({ isConnected }) => isConnected)).toHaveLength(2));
    await until(() => expect(c.journal.entryCount()).toBe(3));
    const times: number[] = [];
    for (let at = 0; at < 30; at += 1) {
      const startedAt = performance.now();
      const arrived = new Promise<void>((resolve) => {
        const stop = b.journal.onArrival(() => (stop(), resolve()));
      });
      a.note(`fire ${at}`);
      await arrived;
      times.push(performance.now() - startedAt);
    }
    times.sort((x, y) => x - y);
    process.stderr.write(
      `fact on the other till: p50 ${times[15]!.toFixed(1)} ms, max ${times[29]!.toFixed(1)} ms\n`,
    );
    // Far below a relay's pause or a poll of any kind.
    expect(times[15]).toBeLessThan(40);
    await until(() => expect(contents(c.journal)).toEqual(contents(a.journal)));
  });

  it('go on where they were after the line was cut in the middle of a batch', async () => {
    const [a, b] = [await mesh.till('a'), await mesh.till('b')];
    for (let at = 0; at < 200; at += 1) a.note(bytesToHex(RANDOM.bytes(950)));
    const wire = await Wire.to(b.peers.url);
    mesh.defer(() => wire[Symbol.asyncDispose]());
    wire.cutAfterBytes = 100_000;
    a.peers.connect(wire.url);
    await until(() => expect(wire.connections).toBeGreaterThan(2));
    expect(b.journal.entryCount()).toBeLessThan(202);
    wire.cutAfterBytes = Number.POSITIVE_INFINITY;
    await until(() => expect(contents(b.journal)).toEqual(contents(a.journal)));
    wire.cut();
    b.note('behind the cut');
    await until(() => expect(contents(a.journal)).toEqual(contents(b.journal)));
    expect([...a.alarms, ...b.alarms, ...a.defects, ...b.defects]).toEqual([]);
  });

  it('keep one connection when both dial', async () => {
    const [a, b] = [await mesh.till('a'), await mesh.till('b')];
    a.peers.connect(b.peers.url);
    b.peers.connect(a.peers.url);
    a.note('x');
    await until(() => expect(contents(b.journal)).toEqual(contents(a.journal)));
    await until(() =>
      expect([a.peers.list()[0]?.isConnected, b.peers.list()[0]?.isConnected]).toEqual([true, true]),
    );
    expect(a.peers.list()).toHaveLength(1);
  });

  it('find a cloned disk: one line stands everywhere, and what the clone wrote beside it is copied', async () => {
    const a = await mesh.till('a');
    const b = await mesh.till('b');
    a.note('shared');
    a.journal.checkpoint();
    copyFileSync(mesh.fixture.path('a'), mesh.fixture.path('clone'));
    const clone = await mesh.till('clone', a.identity);
    const forked = a.journal.ownChain;
    expect(clone.journal.ownChain).toBe(forked);
    a.note('on the original');
    clone.note('on the clone');
    a.peers.connect(b.peers.url);
    await until(() => expect(b.journal.hashAt(forked, 3)).not.toBeNull());
    b.note('of b');
    // They never meet: a till takes one connection of a terminal.
    await a.peers[Symbol.asyncDispose]();
    clone.peers.connect(b.peers.url);
    await until(() => expect(clone.journal.ownChain).not.toBe(forked));
    await until(() => expect(contents(b.journal)).toEqual(contents(clone.journal)));
    expect(clone.alarms.map(({ kind }) => kind)).toContain('fork');
    expect(b.journal.hashAt(forked, 3)).toBe(a.journal.hashAt(forked, 3));
    const written = b.journal.after(0, 100).flatMap(({ entry }) => entry.events.map(({ body }) => body));
    expect(JSON.stringify(written)).toContain('on the original');
    expect(JSON.stringify(written)).toContain('on the clone');
    expect([...b.defects, ...clone.defects]).toEqual([]);
  });

  it('speak no more to one that a known fact revokes: neither while it is connected nor when it comes back', async () => {
    const [a, b, c] = [await mesh.till('a'), await mesh.till('b'), await mesh.till('c')];
    const office = new BackOffice(mesh.fixture);
    for (const till of [b, c]) till.peers.connect(a.peers.url);
    await until(() => expect(a.peers.list().map(({ isConnected }) => isConnected)).toEqual([true, true]));
    office.append([stolen({ ...b.identity, epoch: 1 }, [{ chain: b.journal.ownChain, seq: 1 }])]);
    expect(c.journal.receive(office.batch(), CLOCK.now()).kind).toBe('stored');
    await until(() => expect(a.peers.list().map(({ terminal }) => terminal)).toEqual([c.identity.terminal]));
    await until(() => expect(b.peers.list()[0]?.lastCode).toBe('peer/revoked'));
    const dialled = await mesh.till('dialled', { ...b.identity });
    dialled.peers.connect(c.peers.url);
    await until(() => expect(dialled.peers.list()[0]?.lastCode).toBe('peer/revoked'));
    // Its next enrolment is another matter.
    const again = await mesh.till(
      'again',
      mesh.fixture.identity({ terminal: b.identity.terminal, epoch: 2 }),
    );
    again.peers.connect(a.peers.url);
    await until(() => expect(again.peers.list()[0]?.isConnected).toBe(true));
  });

  it('give a new till a snapshot, and then the entries behind it', async () => {
    const a = await mesh.till('a');
    const order = mesh.fixture.newId();
    for (let at = 0; at < 600; at += 1) a.note(`${at}`);
    a.journal.append(
      mesh.fixture.draft(order, 'open', { events: [opened(order), noted(order, 'x')] }),
      CLOCK.now(),
    );
    const fresh = await mesh.till('fresh');
    expect(fresh.journal.isFresh).toBe(true);
    fresh.peers.connect(a.peers.url);
    await until(() => expect(fresh.journal.heads()).toContainEqual(a.journal.ownHead));
    expect(fresh.journal.snapshotArrival).toBeGreaterThan(0);
    a.note('behind it');
    await until(() => expect(fresh.journal.heads()).toContainEqual(a.journal.ownHead));
    await until(() => expect(a.journal.heads()).toContainEqual(fresh.journal.ownHead));
    expect(fresh.journal.byAggregate(order)).toEqual(a.journal.byAggregate(order));
    expect([...a.alarms, ...fresh.alarms, ...a.defects, ...fresh.defects]).toEqual([]);
  });
});

describe('a till does not exchange', () => {
  it.each([
    [
      'with another tenant’s',
      'peer/bad-certificate',
      (m: Mesh) => new Mesh().fixture.identity({ store: m.fixture.store }),
    ],
    [
      'with another store’s',
      'peer/wrong-store',
      (m: Mesh) => m.fixture.identity({ store: m.fixture.newId() }),
    ],
    [
      'with one that shows a certificate whose key it does not hold',
      'peer/bad-proof',
      (m: Mesh) => ({ ...m.fixture.identity(), signer: createSigner(generateIdentityKey().privateKeyPem) }),
    ],
  ] as const)('%s', async (_name, code, identityOf) => {
    const a = await mesh.till('a');
    const identity = identityOf(mesh);
    const handshake = new PeerHandshake({ identity, role: 'caller', nonce: 'ab'.repeat(32) });
    const heard: string[] = [];
    const closed = await new Promise<string>((resolve) => {
      const socket = new WebSocket(a.peers.url);
      socket.on('open', () => socket.send(handshake.hello()));
      socket.on('message', (data) => {
        heard.push((data as Buffer).toString());
        // What the honest side would refuse about us is not what this test is about.
        const said = JSON.parse((data as Buffer).toString()) as { m: string };
        if (said.m !== 'peer-hello') return;
        const lenient = new PeerHandshake({
          identity: {
            ...identity,
            tenant: a.identity.tenant,
            store: a.identity.store,
            tenantPublicKey: a.identity.tenantPublicKey,
          },
          role: 'caller',
          nonce: 'ab'.repeat(32),
        });
        socket.send(lenient.hear((data as Buffer).toString()).send!);
      });
      socket.on('close', (_status, reason) => resolve(reason.toString()));
    });
    expect(closed.split(' ')[0]).toBe(code);
    expect(heard.join('')).not.toContain('"hello"');
    expect(a.peers.list()).toEqual([]);
    expect(a.defects).toEqual([]);
  });

  it('with a stranger who speaks nonsense, and others go on', async () => {
    const [a, b] = [await mesh.till('a'), await mesh.till('b')];
    b.peers.connect(a.peers.url);
    await until(() => expect(b.peers.list()[0]?.isConnected).toBe(true));
    for (const nonsense of [
      '',
      'x',
      '{}',
      '{"m":"hello","v":1,"heads":[],"reads":[]}',
      '[]',
      'null',
      '{"m":"peer-proof","signature":"x"}',
      'x'.repeat(20_000),
    ]) {
      const reason = await new Promise<string>((resolve) => {
        const socket = new WebSocket(a.peers.url);
        socket.on('open', () => socket.send(nonsense));
        socket.on('close', (_status, text) => resolve(text.toString()));
      });
      expect(reason).toMatch(/^peer\/bad-message/);
    }
    a.note('still here');
    await until(() => expect(contents(b.journal)).toEqual(contents(a.journal)));
    expect(a.defects).toEqual([]);
  });
});

describe('the handshake', () => {
  const pair = () => {
    const [one, two] = [mesh.fixture.identity(), mesh.fixture.identity()];
    const caller = new PeerHandshake({ identity: one, role: 'caller', nonce: 'aa'.repeat(32) });
    const listener = new PeerHandshake({ identity: two, role: 'listener', nonce: 'bb'.repeat(32) });
    return { one, two, caller, listener };
  };

  it('proves each to the other', () => {
    const { one, two, caller, listener } = pair();
    const ofListener = listener.hear(caller.hello()).send!;
    const ofCaller = caller.hear(listener.hello()).send!;
    expect(caller.hear(ofListener).peer?.terminal).toBe(two.terminal);
    expect(listener.hear(ofCaller).peer?.terminal).toBe(one.terminal);
  });

  it('takes no proof that was made for another connection, and none of its own back', () => {
    const { one, caller, listener } = pair();
    listener.hear(caller.hello());
    const old = caller.hear(listener.hello()).send!;
    const again = new PeerHandshake({
      identity: mesh.fixture.identity(),
      role: 'listener',
      nonce: 'cc'.repeat(32),
    });
    again.hear(caller.hello());
    expect(() => again.hear(old)).toThrow(expect.objectContaining({ code: 'peer/bad-proof' }));
    const mirror = new PeerHandshake({ identity: one, role: 'caller', nonce: 'dd'.repeat(32) });
    const own = mirror.hear(mirror.hello()).send!;
    expect(() => mirror.hear(own)).toThrow(expect.objectContaining({ code: 'peer/bad-proof' }));
  });

  it('comes in order', () => {
    const { caller, listener } = pair();
    expect(() => caller.hear(JSON.stringify({ m: 'peer-proof', signature: `${'A'.repeat(86)}==` }))).toThrow(
      /unexpected/,
    );
    listener.hear(caller.hello());
    expect(() => listener.hear(caller.hello())).toThrow(/unexpected/);
  });
});
