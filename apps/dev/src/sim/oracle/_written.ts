import type { WrittenEntry } from '@beaveros/testkit';
import { nodeHash } from './functions.ts';
import type { RawEntry } from './oracle.ts';

/**
 * Entries of the testkit's writers as a journal would hold them: their chains are named by made-up hashes, so openings
 * are hashed anew, every name is replaced, and openings say the public key they are given.
 */
export function rawOf(chains: readonly (readonly WrittenEntry[])[], publicKey = 'AAAA'): readonly RawEntry[] {
  return chains.flatMap((written) => {
    let prev = '0'.repeat(64);
    let name = '';
    return written.map(({ entry }, at) => {
      const text = JSON.stringify({ ...entry, chain: name }).replace(
        '"publicKey":"AAAA"',
        `"publicKey":"${publicKey}"`,
      );
      const hash = nodeHash(prev, text);
      prev = hash;
      if (at === 0) name = hash;
      return { chain: name, seq: at + 1, hash, text };
    });
  });
}

/** A count names chains: as {@link rawOf} will name them. Openings name none. */
export function namedAnew(
  chains: readonly (readonly WrittenEntry[])[],
): readonly (readonly WrittenEntry[])[] {
  const names = chains.map((written) => [written[0]!.chain, rawOf([written.slice(0, 2)])[1]!.chain] as const);
  return chains.map((written) =>
    written.map(({ chain, entry }) => {
      let text = JSON.stringify(entry);
      for (const [before, after] of names) text = text.replaceAll(before, after);
      return { chain, entry: JSON.parse(text) as WrittenEntry['entry'] };
    }),
  );
}
