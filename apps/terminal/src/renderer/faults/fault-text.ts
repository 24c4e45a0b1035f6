import type { Fault } from '@beaveros/kit';
import type { TFunction } from 'i18next';
import type { Words } from './refusal-text.ts';

/** Faults that a cashier can do something about have words of their own. */
const IN_WORDS: ReadonlySet<string> = new Set([
  'journal/disk-full',
  'journal/damaged',
  'journal/in-use',
  'ipc/too-many-waiting',
]);

/** A fault as a sentence. One that nobody here can mend keeps its code, for whoever is called. */
export function faultText(t: TFunction, fault: Fault): Words {
  const code = IN_WORDS.has(fault.code) ? fault.code : 'other';
  return { title: t(`fault.${code}.title`), text: t(`fault.${code}.text`, { code: fault.code }) };
}
