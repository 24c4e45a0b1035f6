import { amountMinor } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { EUR } from '../../order/_orders.ts';
import { card, CARD_ACCOUNT, cardMoved, cardOpened, knowing } from './_accounts.ts';
import { accountsOnPaper } from './on-paper.ts';

const said = { kind: 'gift-card', label: '4711', currency: EUR };

describe('what a paper says of accounts', () => {
  it('is what moved in all and what is there then, each account once', () => {
    const known = knowing(card([cardOpened, cardMoved(2_500), cardMoved(-700)]));
    expect(accountsOnPaper([cardMoved(1_000), cardMoved(-300)], known, 9)).toEqual([
      { ...said, moved: amountMinor(700), balance: amountMinor(2_500) },
    ]);
  });

  it('has a balance where this command opened the account, and none of one that nobody here knows', () => {
    const stranger = knowing();
    expect(accountsOnPaper([cardOpened, cardMoved(2_500)], stranger, 9)).toEqual([
      { ...said, moved: 2_500, balance: 2_500 },
    ]);
    expect(accountsOnPaper([cardMoved(-300)], stranger, 9)).toEqual([
      { ...said, moved: -300, balance: null },
    ]);
  });

  it('is nothing without stored value, and never more than the paper holds', () => {
    expect(accountsOnPaper([cardMoved(1)], undefined, 9)).toEqual([]);
    const other = { ...cardMoved(2), aggregate: `${CARD_ACCOUNT.slice(0, -1)}0` as typeof CARD_ACCOUNT };
    expect(accountsOnPaper([cardMoved(1), other], knowing(), 1)).toHaveLength(1);
  });
});
