import type { Entry } from '@beaveros/domain/journal';
import { describe, expect, it } from 'vitest';
import { checkFacts } from './check-facts.ts';
import { checkKitchen } from './check-kitchen.ts';
import { checkMoney, checkTillsAgree } from './check-money.ts';
import { checkPaper } from './check-paper.ts';
import type { CloudsWord, TillsWord } from './everybodys-word.ts';
import { Witness } from './witness.ts';

// The judges judged: a small evening on which everybody agrees, and then each lie that must be found.

const EUR = { code: 'EUR', exponent: 2 };
const DOCUMENT = {
  document: 'd1',
  number: { terminalCode: 'T1', series: 1, counter: 1 },
  total: 420,
  currency: EUR,
  lines: [{ line: 'l1' }],
};
const AGAIN = { ...DOCUMENT, document: 'd2', number: { ...DOCUMENT.number, counter: 2 } };

function entry(seq: number, events: readonly { readonly type: string; readonly body: object }[]): Entry {
  return {
    terminal: 'till-1',
    commandId: `c${seq}`,
    seq,
    events: events.map((event, at) => ({ ...event, id: `e${seq}-${at}`, aggregate: 'o1', v: 1 })),
  } as unknown as Entry;
}

const ENTRIES = [
  entry(1, [{ type: 'order.LineAdded', body: { line: 'l1' } }]),
  entry(2, [{ type: 'order.LinesFired', body: { firing: 'f1', lines: [{ line: 'l1' }] } }]),
  entry(3, [
    { type: 'order.OrderClosed', body: DOCUMENT },
    { type: 'order.ReceiptIssued', body: { document: 'd1' } },
  ]),
];

const TICKET = {
  ticket: 't1',
  firing: 'f1',
  stages: [
    { stage: 's1', ordinal: 1 },
    { stage: 's2', ordinal: 2 },
  ],
  lines: [{ line: 'l1', stage: 's2', stageName: 'Ready' }],
};

function evening() {
  const witness = new Witness();
  for (const seq of [1, 2, 3])
    witness.answered.push({ commandId: `c${seq}` as never, name: 'addLines', till: 'T1', isMoved: false });
  witness.documents.push(DOCUMENT as never);
  witness.bumped.push({ commandId: 'b1', line: 'l1', firing: 'f1', ordinal: 2 } as never);
  const till = (code: string) => ({
    code,
    head: { chain: 'chain', seq: 3 },
    digests: [{ service: 'order', rows: 1, digest: 'same' }],
    totals: { documents: 1, lines: 1, total: '4.20' },
    orders: [{ order: 'o1', status: 'closed', documents: [DOCUMENT] }],
    tickets: [structuredClone(TICKET)],
    jobs: code === 'T1' ? [{ kind: 'receipt', isCopy: false, state: 'confirmed', document: 'd1' }] : [],
    sheets: code === 'T1' ? ['CASA CASTOR\nT1-1-000001  12:00'] : [''],
  });
  const cloud = {
    chains: [{ chain: 'chain', entries: [...ENTRIES], problems: [] as string[] }],
    documents: [{ id: 'd1', total: '4.2000' }],
    orders: [{ id: 'o1', lines: ['l1'], documents: ['d1'] }],
    tickets: [{ id: 't1', lines: [{ orderItemId: 'l1', stageName: 'Ready' }] }],
    sales: { documents: 1, total: '4.20' },
  };
  return {
    witness,
    tills: [till('T1'), till('T2')],
    cloud,
    board: new Map([['t1', structuredClone(TICKET)]]),
  };
}

function judged({ witness, tills, cloud, board }: ReturnType<typeof evening>): string {
  const words: readonly TillsWord[] = tills as never;
  const word: CloudsWord = cloud as never;
  return [
    ...checkFacts(witness, words, word),
    ...checkTillsAgree(words),
    ...checkMoney(witness, words, word),
    ...checkPaper(words, word),
    ...checkKitchen(witness, { tills: words, cloud: word, board: board as never }),
  ].join('\n');
}

describe('the checks', () => {
  it('find nothing where everybody agrees', () => {
    expect(judged(evening())).toBe('');
  });

  it.each<[string, (it: ReturnType<typeof evening>) => void, RegExp]>([
    ['a lost command', ({ cloud }) => void cloud.chains[0]!.entries.shift(), /answered by T1, is lost/],
    [
      'a command twice',
      ({ cloud }) => void cloud.chains[0]!.entries.push(ENTRIES[0]!),
      /2 entries of one till/,
    ],
    ['an event twice', ({ cloud }) => void cloud.chains[0]!.entries.push(ENTRIES[0]!), /in the cloud twice/],
    [
      'a broken chain',
      ({ cloud }) => void cloud.chains[0]!.problems.push('does not follow'),
      /does not follow/,
    ],
    [
      'a tail that did not go up',
      ({ tills }) => void (tills[0]!.head.seq = 4),
      /T1 has 4 entries of its own/,
    ],
    ['a line the service lost', ({ cloud }) => void cloud.orders[0]!.lines.pop(), /order service: 1 missing/],
    ['other folds', ({ tills }) => void (tills[1]!.digests[0]!.digest = 'other'), /fold other tables/],
    ['another order', ({ tills }) => void (tills[1]!.orders[0]!.status = 'open'), /order o1 differs/],
    ['another report', ({ cloud }) => void (cloud.sales.total = '8.40'), /the report says 8.40/],
    ['another sum on a till', ({ tills }) => void (tills[1]!.totals.total = '0.00'), /T2 says 0.00/],
    [
      'a document doubled',
      ({ cloud }) => void cloud.documents.push(cloud.documents[0]!),
      /service: 1 doubled/,
    ],
    [
      'a document changed',
      ({ cloud }) => void (cloud.documents[0]!.total = '4.21'),
      /is 4.21 in the order service/,
    ],
    [
      'a number left out',
      ({ cloud }) => void (cloud.chains[0]!.entries[2] = renumbered(2)),
      /2 stands where 1 should/,
    ],
    [
      'a line sold twice',
      ({ cloud }) =>
        void cloud.chains[0]!.entries.push(entry(4, [{ type: 'order.OrderClosed', body: AGAIN }])),
      /1 lines are sold by two documents/,
    ],
    [
      'a receipt twice',
      ({ tills }) => void tills[0]!.sheets.push(tills[0]!.sheets[0]!),
      /printed T1-1-000001 2 times/,
    ],
    ['a receipt never', ({ tills }) => void (tills[0]!.jobs.length = 0), /forgot to print T1-1-000001/],
    ['paper that is not there', ({ tills }) => void (tills[0]!.sheets.length = 0), /there is no paper/],
    ['a ticket twice', ({ tills }) => void tills[1]!.tickets.push(TICKET), /fired lines on T2: 1 doubled/],
    ['a ticket the cook never saw', ({ board }) => board.clear(), /kitchen’s board: 1 missing/],
    [
      'a lost bump',
      ({ tills }) => void (tills[1]!.tickets[0]!.lines[0]!.stage = 's1'),
      /bump b1 to stage 2 is lost on T2/,
    ],
    [
      'a ticket elsewhere in the cloud',
      ({ cloud }) => void (cloud.tickets[0]!.lines[0]!.stageName = 'Pending'),
      /ticket t1 is at/,
    ],
  ])('find %s', (_name, lie, found) => {
    const it = evening();
    lie(it);
    expect(judged(it)).toMatch(found);
  });
});

function renumbered(counter: number): Entry {
  const body = { ...DOCUMENT, number: { ...DOCUMENT.number, counter } };
  return entry(3, [
    { type: 'order.OrderClosed', body },
    { type: 'order.ReceiptIssued', body: { document: 'd1' } },
  ]);
}
