import { zAmount, zId, zQuantity } from '@beaveros/domain/scalars';
import * as z from 'zod';

// What a till asks before it commits (design section 3): the till that closed a sale, over the exchange's link; the cloud,
// over HTTP. Additive beside version 2: a side that hears asks says so in its hello, and nobody else is sent one.

/** Stands among the event versions that a hello reads: this side answers asks. Older builds pass over it. */
export const READS_ASKS = 'exchange.Ask/1';

/** Asks of one link that wait for their answer: a till refunds one sale at a time, a bar of eight tills asks one. */
export const ASKS_IN_FLIGHT_MAX = 8;
/** A guest waits no longer; without an answer the till goes by its offline limits. */
export const ASK_TIMEOUT_MS = 2_000;
/** Of a document. */
const LINES_MAX = 2_000;
/** A refusal's facts are a few words and numbers; 16 of them stay below 8 kB. */
const FACTS_MAX = 16;

/** A grant of some 300 lines: an answer stays below 64 kB, so that a link is never busy with one. */
export const GRANT_LENGTH_MAX = 60_000;

const zPart = zQuantity.refine((part) => part > 0, 'a part');

/** May these quantities of a document be refunded here? Asked of the till that closed it, or of the cloud. */
export const zRefundAsk = z.strictObject({
  kind: z.literal('refund'),
  order: zId<'Order'>(),
  document: zId<'Document'>(),
  lines: z
    .array(z.strictObject({ line: zId<'Line'>(), quantityMicro: zPart }))
    .min(1)
    .max(LINES_MAX),
});

/** May so much of an account be spent here? Asked of the cloud. */
export const zSpendAsk = z.strictObject({
  kind: z.literal('spend'),
  account: zId<'Account'>(),
  amount: zAmount.refine((amount) => amount > 0, 'something'),
});

export const zAsk = z.discriminatedUnion('kind', [zRefundAsk, zSpendAsk]);
export type Ask = z.output<typeof zAsk>;

const zCode = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/);

/** A refusal of the one asked, in its own words; facts that are no plain value are left out. */
const zRefused = z.strictObject({
  kind: z.literal('refused'),
  code: zCode.max(80),
  facts: z
    .record(z.string().max(40), z.union([z.string().max(400), z.number(), z.boolean(), z.null()]))
    .refine((facts) => Object.keys(facts).length <= FACTS_MAX, 'too many facts'),
});

/** What came of an ask. A fact says it before it is said: `granted` counts from then on, whoever hears of it. */
export const zAskAnswer = z.discriminatedUnion('kind', [
  /** `body`: of a refund what `order.RefundGranted` says, of a spend `SpendPermit` of domain; the asker parses it. */
  z.strictObject({
    kind: z.literal('granted'),
    grant: zId<'Grant'>(),
    body: z
      .record(z.string().max(40), z.unknown())
      .refine((body) => JSON.stringify(body).length <= GRANT_LENGTH_MAX, 'too long'),
  }),
  zRefused,
  /** It could not say: the asker is no wiser than without an answer. */
  z.strictObject({ kind: z.literal('unable'), code: zCode.max(80) }),
]);
export type AskAnswer = z.output<typeof zAskAnswer>;

/** To a side that {@link READS_ASKS}. `id` is the command that asks: said again, it has the same answer. */
export const zAskMessage = z.strictObject({ m: z.literal('ask'), id: zId<'Command'>(), ask: zAsk });
export type AskMessage = z.output<typeof zAskMessage>;

/** To who asked. One that comes late changes nothing. */
export const zAnsweredMessage = z.strictObject({
  m: z.literal('answered'),
  id: zId<'Command'>(),
  answer: zAskAnswer,
});
export type AnsweredMessage = z.output<typeof zAnsweredMessage>;

/** A refusal as an answer carries it. */
export function refusedAnswer(refusal: { readonly code: string }): AskAnswer {
  const { code, ...rest } = refusal as { readonly code: string } & Readonly<Record<string, unknown>>;
  const isPlain = (value: unknown) =>
    value === null ||
    ['number', 'boolean'].includes(typeof value) ||
    (typeof value === 'string' && value.length <= 400);
  const facts = Object.fromEntries(
    Object.entries(rest)
      .filter(([, value]) => isPlain(value))
      .slice(0, FACTS_MAX),
  );
  return zRefused.parse({ kind: 'refused', code, facts });
}
