import { createPublicKey, verify } from 'node:crypto';
import { nodeHash } from '../oracle/functions.ts';
import type { Failure } from '../world-view.ts';
import { type Evidence, told } from './evidence.ts';
import { chainsOfTenant, type HeldEntry, headsOf, type Holding } from './holdings.ts';

/** Every chain on every disk is gapless, its bytes make its hashes, signatures are its author's, and all disks agree. */
export function chains({ tills, cloud, world }: Evidence): readonly Failure[] {
  const holdings = [cloud.held, ...tills.map(({ held }) => held)];
  return [
    ...holdings.flatMap((holding) =>
      told('chains', `a chain at ${holding.disk} is broken`, brokenAt(holding)),
    ),
    ...holdings.flatMap((holding) =>
      told('chains', `a signature at ${holding.disk} is not its author's`, forgedAt(holding)),
    ),
    ...told('chains', 'disks hold different main lines', differing(holdings, world.store)),
  ];
}

function brokenAt(holding: Holding): readonly unknown[] {
  const found: unknown[] = [];
  let before: HeldEntry | null = null;
  for (const entry of holding.standing) {
    const { chain, seq, hash, prev, text } = entry;
    const base = holding.bases.get(chain);
    const last: HeldEntry | null = before?.chain === chain ? before : null;
    const place = { chain, seq };
    before = entry;
    // Up to its base a chain has holes: what did not matter when the snapshot was made.
    if (seq !== 1 && seq > (base?.seq ?? 0) + 1 && last?.seq !== seq - 1)
      found.push({ ...place, why: `it follows ${last?.seq ?? 'nothing'}` });
    const known =
      seq === 1
        ? '0'.repeat(64)
        : last?.seq === seq - 1
          ? last.hash
          : seq - 1 === base?.seq
            ? base.hash
            : null;
    const expected = known ?? prev;
    if (prev !== null && prev !== expected) found.push({ ...place, why: 'it names another predecessor' });
    if (seq === base?.seq && hash !== base.hash)
      found.push({ ...place, why: 'it is not the base it came up to' });
    // A dropped body leaves its hash: nothing to compute.
    if (text !== '' && expected !== null && nodeHash(expected, text) !== hash)
      found.push({ ...place, why: 'its bytes do not make its hash' });
    if (seq === 1 && hash !== chain) found.push({ ...place, why: 'its opening does not name it' });
    if (text !== '') found.push(...strangeHeader(entry, last).map((why) => ({ ...place, why })));
  }
  return found;
}

/** The header says the place it has; its clock is above the one before (which may itself have leapt). */
function strangeHeader({ chain, seq, text }: HeldEntry, before: HeldEntry | null): readonly string[] {
  const header = JSON.parse(text) as { chain: string; seq: number; clock: number };
  const found: string[] = [];
  if (header.seq !== seq || header.chain !== (seq === 1 ? '' : chain))
    found.push('its header says another place');
  if (before !== null && before.text !== '') {
    const { clock } = JSON.parse(before.text) as { clock: number };
    if (header.clock <= clock && clock - header.clock < 2 ** 32)
      found.push(`its clock ${header.clock} is not above ${clock}`);
  }
  return found;
}

function forgedAt({ standing, signedHeads }: Holding): readonly unknown[] {
  const hashes = new Map(standing.map(({ chain, seq, hash }) => [`${chain}/${seq}`, hash]));
  const keys = new Map(
    standing
      .filter(({ seq }) => seq === 1)
      .map(({ chain, text }) => [chain, JSON.parse(text).events[0].body.publicKey as string]),
  );
  return signedHeads.flatMap(({ chain, seq, signature }) => {
    const hash = hashes.get(`${chain}/${seq}`);
    const key = keys.get(chain);
    if (signature === null || hash === undefined || key === undefined) return [];
    const bytes = Buffer.from(`beaveros-head/1\n${chain}\n${seq}\n${hash}`);
    return isBy(key, bytes, signature) ? [] : [{ chain, seq, hash }];
  });
}

function isBy(publicKey: string, bytes: Buffer, signature: string): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'base64').toString('base64url') };
  return verify(null, bytes, createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64'));
}

/** The same main line of every chain of the store: tenant chains stay in the cloud. */
function differing(holdings: readonly Holding[], store: string): readonly unknown[] {
  const [cloud, ...tills] = holdings.map((holding) => ({ disk: holding.disk, heads: headsOf(holding) }));
  const tenantChains = chainsOfTenant(holdings[0]!, store);
  return tills.flatMap(({ disk, heads }) => {
    const names = new Set([...cloud!.heads.keys(), ...heads.keys()]);
    return [...names].flatMap((chain) => {
      if (tenantChains.has(chain)) return [];
      const there = cloud!.heads.get(chain) ?? null;
      const here = heads.get(chain) ?? null;
      return here?.hash === there?.hash ? [] : [{ chain, at: disk, here, cloud: there }];
    });
  });
}
