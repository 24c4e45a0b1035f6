import type { Entry } from '@beaveros/domain/journal';
import { bytesToHex, hexToBytes, instant, sha256 } from '@beaveros/kit';
import { hashEntry, NO_HASH, readEntry } from '@beaveros/protocol/exchange';
import { createSigner, terminalTokens } from '@beaveros/terminal-core';
import type { House, HouseTenant } from '../house/house.ts';
import { ROUTES } from '../house/routes.ts';

export interface CloudChain {
  readonly chain: string;
  readonly entries: readonly Entry[];
  /** What is wrong with its hashes or places; empty when nothing is. */
  readonly problems: readonly string[];
}

/** Batches of one chain that are asked for at most: far more than a test sells. */
const BATCHES_MAX = 2_000;

/** Every chain of the tenant's tills as the cloud gives it away, hashed again from the bytes. */
export async function cloudJournal(house: House, tenant: HouseTenant): Promise<readonly CloudChain[]> {
  const till = tenant.tills[0]!;
  const { identity } = till;
  const token = terminalTokens({
    ...identity,
    gatewayUrl: house.cloud.url,
    signer: createSigner(identity.privateKey),
    clock: { now: () => instant(Date.now()) },
  });
  const chains = await tenant.api.all('listChains', {});
  const found: CloudChain[] = [];
  for (const { chain, kind, seq, hash } of chains) {
    if (kind === 'tenant') continue;
    const { entries, problems, head } = await read(chain, { url: house.cloud.url, token });
    const told = `${seq} ${hash}`;
    const isWhole = head === told;
    found.push({
      chain,
      entries,
      problems: isWhole ? problems : [...problems, `listed as ${told}, given as ${head}`],
    });
  }
  return found;
}

async function read(
  chain: string,
  { url, token }: { readonly url: string; readonly token: () => Promise<string> },
): Promise<{
  readonly entries: readonly Entry[];
  readonly problems: readonly string[];
  readonly head: string;
}> {
  const entries: Entry[] = [];
  const problems: string[] = [];
  let previous = NO_HASH;
  const hash = (...parts: readonly Uint8Array[]): Uint8Array => sha256(Buffer.concat(parts));
  for (let batches = 0; batches < BATCHES_MAX; batches += 1) {
    const path = `/v1/chains/${chain}/entries?after=${entries.length}`;
    const response = await fetch(new URL(path, url), {
      headers: { authorization: `Bearer ${await token()}` },
    });
    const { batch } = ROUTES.readChain.response.parse(await response.json());
    if (batch === null) break;
    for (const { seq, text, hash: claimed } of batch.entries) {
      if (seq !== entries.length + 1) problems.push(`seq ${seq} stands at place ${entries.length + 1}`);
      previous = hashEntry(hash, previous, text);
      if (bytesToHex(previous) !== claimed) {
        problems.push(`the hash of seq ${seq} does not follow`);
        previous = hexToBytes(claimed);
      }
      entries.push(readEntry(text));
    }
  }
  return { entries, problems, head: `${entries.length} ${bytesToHex(previous)}` };
}
