import { type Draft, foldAll, type Recorded } from '@beaveros/domain/journal';
import type { Permission } from '@beaveros/domain/auth-user';
import {
  accountBalance,
  accountFold,
  type AccountState,
  accountTerms,
  adjustAccount,
  availableOf,
  releaseSpendGrantOf,
  type StoredValueEvent,
} from '@beaveros/domain/payment';
import {
  type AmountMinor,
  amountMinor,
  decimalToScaled,
  derivedId,
  type Id,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@beaveros/kit';
import { amountToText, type paymentRoutes } from '@beaveros/protocol/gateway';
import type { Handlers, Identity } from '@beaveros/service-kit';
import { dayInUtc, type IslandTools } from '@beaveros/service-kit/ingest';
import { POINTS_EXPONENT } from './account-entries.ts';

type User = Extract<Identity, { kind: 'user' }>;
type Decisions = Pick<Handlers<typeof paymentRoutes>, 'adjustAccount' | 'releaseAccountGrant'>;
interface Decided {
  readonly events: readonly Draft<StoredValueEvent>[];
  readonly balance: AmountMinor;
  readonly available: AmountMinor;
}

/**
 * What a person of the back office does to an account: decided from every store's facts of it, written in the name of a
 * store that their token names, and said twice done once.
 */
export function accountDecisions({
  decideAndAppend,
  clock,
}: Pick<IslandTools<typeof paymentRoutes>, 'decideAndAppend' | 'clock'>): Decisions {
  const decided = async (
    identity: User,
    { account, store, command, name }: Asked,
    decide: (state: AccountState) => Result<Decided, Refusal>,
  ) => {
    const answer = await decideAndAppend({
      tenant: identity.tenantId,
      store,
      aggregate: account,
      spansStores: true,
      commandId: command,
      command: name,
      actor: identity.userId,
      businessDate: dayInUtc(clock),
      decide: (facts) => {
        const { state } = foldAll(accountFold, account, facts as readonly Recorded[]);
        const terms = accountTerms(state);
        if (terms === null) return refuse({ code: 'account/not-found' });
        const said = decide(state);
        if (!said.ok) return said;
        const exponent = terms.currency?.exponent ?? POINTS_EXPONENT;
        const balance = amountToText(said.value.balance, exponent);
        const available = amountToText(said.value.available, exponent);
        return ok({ events: said.value.events, value: { id: account, balance, available } });
      },
    });
    return answer;
  };

  return {
    adjustAccount: ({ identity, params: { id }, body: { command, storeId, delta: text, note } }) =>
      decided(
        identity,
        { account: id, store: storeId, command: derivedId(command, 'adjust-account'), name: 'adjustAccount' },
        (state) => {
          const commandId = derivedId<'Command'>(command, 'adjust-account');
          if (state.moves.some(({ by }) => by.commandId === commandId))
            return ok({ events: [], ...withMore(state) });
          const delta = decimalToScaled(text, accountTerms(state)?.currency?.exponent ?? POINTS_EXPONENT);
          if (delta === null || delta === 0)
            return refuse({ code: 'account/bad-amount', field: 'body.delta' });
          const account = id as Id<'Account'>;
          const done = adjustAccount(
            { account, delta: amountMinor(delta), note },
            { actor: actorOf(identity), account: () => state },
          );
          if (!done.ok) return done;
          return ok({ events: done.value, ...withMore(state, { balance: delta, available: delta }) });
        },
      ),

    releaseAccountGrant: ({ identity, params: { id }, body: { storeId, grant } }) =>
      decided(
        identity,
        {
          account: id,
          store: storeId,
          command: derivedId(grant, 'release-by-hand'),
          name: 'releaseAccountGrant',
        },
        (state) => {
          // Said again: it is given back.
          if (state.released.has(grant)) return ok({ events: [], ...withMore(state) });
          const released = { account: id as Id<'Account'>, grant };
          const done = releaseSpendGrantOf(state, released, { actor: actorOf(identity) });
          if (!done.ok) return refuse({ code: 'account/grant-not-open' });
          const { amount } = state.grants.get(grant)!;
          return ok({ events: done.value, ...withMore(state, { balance: 0, available: amount }) });
        },
      ),
  };
}

interface Asked {
  readonly account: string;
  readonly store: string;
  readonly command: Id<'Command'>;
  readonly name: string;
}

function actorOf({ userId, permissions }: User) {
  return {
    user: userId as unknown as Id<'User'>,
    name: '',
    permissions: new Set(permissions as readonly Permission[]),
  };
}

/** What an account comes to with what was decided just now; the service folds it in a moment. */
function withMore(state: AccountState, more = { balance: 0, available: 0 }): Omit<Decided, 'events'> {
  return {
    balance: amountMinor(accountBalance(state) + more.balance),
    available: amountMinor(Math.max(0, availableOf(state) + more.available)),
  };
}
