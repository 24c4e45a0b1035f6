import type { Random } from '@beaveros/kit';
import { sha256 } from '../keys/ed25519.ts';

/** Crockford's Base32: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 60 random bits: within 15 minutes nobody guesses one, however many codes are open. */
const LENGTH = 12;
const GROUP = 4;

/** A new code, `K7QP-3M2X-9RTD`. */
export function mintEnrolmentCode(random: Random): string {
  const characters = [...random.bytes(LENGTH)].map((byte) => ALPHABET[byte % 32]!);
  const groups = Array.from({ length: LENGTH / GROUP }, (_, at) =>
    characters.slice(at * GROUP, (at + 1) * GROUP).join(''),
  );
  return groups.join('-');
}

/** What is kept of a code. However a person writes it (case, blanks, O for 0, I or L for 1) it is the same. */
export function hashEnrolmentCode(code: string): Buffer {
  const plain = code.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return sha256(`beaveros-enrolment-code/1\n${plain}`);
}
