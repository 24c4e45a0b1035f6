import { type DayFigures, figuresOfZ, type StoreDay, type StoreDayShift } from '@beaveros/domain/report';
import { type AmountMinor, assert, type Id, isId } from '@beaveros/kit';
import { amountToText, type reportRoutes } from '@beaveros/protocol/gateway';
import type { Handlers } from '@beaveros/service-kit';

type Handler = Handlers<typeof reportRoutes>['readDays'];
type Answered = Extract<Awaited<ReturnType<Handler>>, { readonly ok: true }>['value']['days'][number];

type Text = (amount: AmountMinor) => string;

/** A day as the route says it: amounts as decimal text of the day's currency. `arrivedAt`: by `chain/seq`. */
export function dayAnswer(day: StoreDay, arrivedAt: ReadonlyMap<string, string>): Answered {
  const text: Text = (amount) => amountToText(amount, day.currency.exponent);
  return {
    businessDate: day.businessDate,
    storeId: day.store === null ? null : idOf(day.store),
    currency: day.currency.code,
    isClosed: day.isClosed,
    total: figures(day.total, text),
    ofZs: figures(day.ofZs, text),
    outside: figures(day.outside, text),
    said: figures(day.said, text),
    corrections: day.corrections.map(({ shift, documents, ...late }) => ({
      shiftId: shift === null ? null : idOf(shift),
      ...figures(late, text),
      documents: documents.map((each) => ({
        documentId: idOf(each.document),
        orderId: idOf(each.order),
        kind: each.kind,
        number: each.number,
        terminalId: each.terminal === null ? null : idOf(each.terminal),
        cashierId: each.cashier === null ? null : idOf(each.cashier),
        cashierName: each.cashierName,
        writtenAt: new Date(each.at).toISOString(),
        arrivedAt: arrivedAt.get(`${each.chain}/${each.seq}`) ?? null,
        net: text(each.net),
        total: text(each.total),
      })),
    })),
    balance: text(day.balance),
    tenders: day.tenders.map(({ method, name, type, ...sums }) => ({
      methodId: idOf(method),
      name,
      type,
      amount: text(sums.amount),
      tips: text(sums.tips),
      rounding: text(sums.rounding),
      ofZs: text(sums.ofZs),
      difference: text(sums.difference),
    })),
    shifts: day.shifts.map((shift) => shiftAnswer(shift, text)),
  };
}

function shiftAnswer(
  { shift, terminal, openedAt, documents, late, z }: StoreDayShift,
  text: Text,
): Answered['shifts'][number] {
  return {
    shiftId: idOf(shift),
    terminalId: idOf(terminal),
    openedAt: new Date(openedAt).toISOString(),
    documents: figures(documents, text),
    late: late === null ? null : figures(late, text),
    z: z === null ? null : zAnswer(z, text),
  };
}

function zAnswer(
  z: NonNullable<StoreDayShift['z']>,
  text: Text,
): NonNullable<Answered['shifts'][number]['z']> {
  return {
    number: z.number,
    closedAt: new Date(z.closedAt).toISOString(),
    cashierName: z.cashierName,
    figures: figures(figuresOfZ(z), text),
    float: text(z.float),
    cashIn: text(z.cashIn.amount),
    cashOut: text(z.cashOut.amount),
    expected: text(z.expected),
    counted: z.counted === null ? null : text(z.counted),
    variance: z.variance === null ? null : text(z.variance),
    tips: text(z.tips),
    rounding: text(z.rounding),
    isComplete: z.isComplete,
  };
}

function figures({ sales, refunds, reversals, net, total }: DayFigures, text: Text) {
  return { sales, refunds, reversals, net: text(net), total: text(total) };
}

function idOf<Of extends string>(text: string): Id<Of> {
  assert(isId(text), 'a row names something by its id');
  return text as Id<Of>;
}
