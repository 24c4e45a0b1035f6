import type { Kind } from './kind.ts';

/** Every kind of case by its name; each file of this folder gives some. */
export const KINDS: Readonly<Record<string, Kind>> = {};
