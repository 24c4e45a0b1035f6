import type { StoreRow } from '@beaveros/domain/service-entity';
import { negate } from '@beaveros/kit';
import type { Paper, PaperAccounts } from './paper.ts';
import {
  amountRow,
  header,
  moneyText,
  numberText,
  type Part,
  practice,
  signature,
  text,
  timeText,
  title,
} from './paper-parts.ts';
import { type Speech, speechOf } from './words.ts';

type PaperAccount = PaperAccounts[number];

/** What stands before the last digits of a card, whose others are nobody's business. */
const HIDDEN = '****';

/** On the paper itself: what moved on each account, and what is there now. */
export function accountRows(accounts: PaperAccounts, speech: Speech): Part[] {
  if (accounts.length === 0) return [];
  return [
    { kind: 'rule' },
    ...accounts.flatMap((account) => [
      amountRow(nameOf(account, speech), signed(account.moved, account, speech)),
      ...balanceRow(account, speech),
    ]),
  ];
}

/**
 * Behind the paper: a voucher for each card or credit that was given value, to be passed on without what was paid beside
 * it; and for each house account that was charged the slip that its customer signs and the house keeps.
 */
export function accountSheets(paper: Paper, accounts: PaperAccounts, store: StoreRow | undefined): Part[] {
  return accounts.flatMap((account) => {
    if (account.kind === 'house-account') return account.moved < 0 ? slip(paper, account, store) : [];
    return account.kind !== 'loyalty' && account.moved > 0 ? voucher(paper, account, store) : [];
  });
}

function voucher(paper: Paper, account: PaperAccount, store: StoreRow | undefined): Part[] {
  const speech = speechOf(store);
  return [
    ...sheetHead(paper, account, store),
    amountRow(`${speech.words.value} ${unitOf(account)}`.trim(), amountOf(account.moved, account, speech), {
      isBig: true,
    }),
    ...balanceRow(account, speech),
    { kind: 'cut' },
  ];
}

function slip(paper: Paper, account: PaperAccount, store: StoreRow | undefined): Part[] {
  const speech = speechOf(store);
  return [
    ...sheetHead(paper, account, store),
    amountRow(
      `${speech.words.charged} ${unitOf(account)}`,
      amountOf(negate(account.moved), account, speech),
      {
        isBig: true,
      },
    ),
    ...balanceRow(account, speech),
    ...signature(speech),
    { kind: 'cut' },
  ];
}

function sheetHead(paper: Paper, account: PaperAccount, store: StoreRow | undefined): Part[] {
  const speech = speechOf(store);
  const { words } = speech;
  const ofPaper = paper.number === null ? paper.label : `${words.receipt} ${numberText(paper.number)}`;
  return [
    ...header(store),
    ...practice(paper.isTraining, speech),
    title(words.account[account.kind]),
    text(`${HIDDEN} ${account.label}`, 'center'),
    { kind: 'feed', lines: 1 },
    text(ofPaper),
    text(timeText(paper.localTime)),
    { kind: 'rule' },
  ];
}

/** A debt is said as one: nobody reads a minus as owing. */
function balanceRow(account: PaperAccount, speech: Speech): Part[] {
  const { balance, kind } = account;
  if (balance === null) return [];
  const { words } = speech;
  const isDebt = kind === 'house-account' && balance < 0;
  const said = isDebt ? negate(balance) : balance;
  return [amountRow(isDebt ? words.owed : words.balance, amountOf(said, account, speech), { isPart: true })];
}

function nameOf({ kind, label }: PaperAccount, { words }: Speech): string {
  // Points are the customer's own: their number says nothing to anybody.
  return kind === 'loyalty' ? words.account[kind] : `${words.account[kind]} ${HIDDEN} ${label}`;
}

function signed(moved: number, account: PaperAccount, speech: Speech): string {
  return `${moved > 0 ? '+' : ''}${amountOf(moved, account, speech)}`;
}

/** Points are whole. */
function amountOf(amount: number, { currency }: PaperAccount, speech: Speech): string {
  return currency === null ? String(amount) : moneyText(amount, currency, speech);
}

function unitOf({ currency }: PaperAccount): string {
  return currency?.code ?? '';
}
