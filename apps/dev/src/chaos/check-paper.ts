import { bodies } from './check-facts.ts';
import type { CloudsWord, TillsWord } from './everybodys-word.ts';

/** As the house prints it: `T1-1-000042`. */
const RECEIPT_NUMBER = /\b[A-Z]\d+-\d+-\d{6}\b/g;
/** What a paper says when it may not be the only one. */
const MARKED = /COPY|POSSIBLE DUPLICATE/;

/** No receipt twice without saying so, and none lost: on paper, or a job that a person can see. */
export function checkPaper(tills: readonly TillsWord[], cloud: CloudsWord): string[] {
  const failures: string[] = [];
  const numberOf = new Map<string, string>();
  for (const entry of cloud.chains.flatMap(({ entries }) => entries)) {
    for (const { document, number } of bodies(entry, 'order.OrderClosed')) {
      const { terminalCode, series, counter } = number as Record<string, number | string>;
      numberOf.set(String(document), `${terminalCode}-${series}-${String(counter).padStart(6, '0')}`);
    }
  }
  for (const { code, sheets, jobs } of tills) {
    const printed = new Map<string, number>();
    for (const sheet of sheets) {
      if (MARKED.test(sheet)) continue;
      for (const [number] of sheet.matchAll(RECEIPT_NUMBER))
        printed.set(number, (printed.get(number) ?? 0) + 1);
    }
    for (const [number, times] of printed) {
      if (times > 1) failures.push(`${code} printed ${number} ${times} times`);
      if (!number.startsWith(`${code}-`)) failures.push(`${code} printed ${number}, which is another till's`);
    }
    const receipts = jobs.filter(({ kind, isCopy }) => kind === 'receipt' && !isCopy);
    const byDocument = Map.groupBy(receipts, ({ document }) => document);
    for (const [document, its] of byDocument) {
      const number = numberOf.get(String(document));
      if (its.length > 1) failures.push(`${code} has ${its.length} jobs for ${number}`);
      if (its.some(({ state }) => state === 'confirmed') && !printed.has(number ?? ''))
        failures.push(`${code} calls ${number} printed, and there is no paper`);
    }
    const issued = cloud.chains.flatMap(({ entries }) =>
      entries
        .filter((entry) => entry.events.some(({ type }) => type === 'order.ReceiptIssued'))
        .flatMap((entry) => bodies(entry, 'order.ReceiptIssued').map(({ document }) => String(document)))
        .filter((document) => numberOf.get(document)?.startsWith(`${code}-`)),
    );
    for (const document of issued) {
      if (!byDocument.has(document as never))
        failures.push(`${code} forgot to print ${numberOf.get(document)}: no job`);
    }
  }
  return failures;
}
