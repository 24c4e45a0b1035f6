import { type Id, instant, ok, quantityMicro, type Result, refuse } from '@beaveros/kit';
import {
  IPC_CALLS,
  IpcClient,
  type IpcLineListener,
  type IpcRefusal,
  type IpcRequest,
  type OrderView,
} from '@beaveros/protocol/ipc';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actorWithout, EUR, fixed, ITEMS, RARE, TAXES } from './_catalogue.ts';
import { CoreOrder } from './_core.ts';
import { createOrderDesk, type OrderDesk } from './create-order-desk.ts';
import type { GuessedCommand } from './fold-guess.ts';

const [COFFEE, WINE, STEAK, SOLD_OUT] = ITEMS as [
  (typeof ITEMS)[0],
  (typeof ITEMS)[0],
  (typeof ITEMS)[0],
  (typeof ITEMS)[0],
];
const ONE = quantityMicro(1_000_000);

/** A core behind a real IpcClient: frames wait until it is told to answer, and it can go away and come back. */
class Core {
  readonly orders = new Map<string, CoreOrder>();
  /** Answers by command id, as the journal keeps them. */
  readonly done = new Set<string>();
  readonly calls: string[] = [];
  /** The next command of this name is refused, whatever decide says. */
  refuseNext: string | null = null;
  readonly client: IpcClient;
  #frames: IpcRequest[] = [];
  #listener: IpcLineListener | null = null;
  #reopen: (() => void) | null = null;
  #ids = 0;

  constructor() {
    this.client = new IpcClient({
      open: (listener) => {
        this.#listener = listener;
        return Promise.resolve({ send: (frame) => this.#frames.push(frame as IpcRequest), close: () => {} });
      },
      newId: () => this.newId(),
      after: (_, action) => {
        this.#reopen = action;
        return () => {};
      },
    });
  }

  newId<Of extends string>(): Id<Of> {
    this.#ids += 1;
    return fixed('Minted', this.#ids) as Id<never>;
  }

  order(id: string): CoreOrder {
    const known = this.orders.get(id) ?? new CoreOrder(id as Id<'Order'>);
    this.orders.set(id, known);
    return known;
  }

  /** Answers what has arrived, or the first `count` of it. */
  async answer(count = Number.POSITIVE_INFINITY): Promise<void> {
    await turn();
    for (let left = count; this.#frames.length > 0 && left > 0; left -= 1) {
      const frame = this.#frames.shift()!;
      const result = this.#run(frame);
      this.#listener?.onFrame({ id: frame.id, ...result });
      await turn();
    }
  }

  /** Everything, and what is asked because of the answers. */
  async quiet(): Promise<void> {
    do await this.answer();
    while (this.#frames.length > 0);
  }

  /** Ends; `acts`: having done what had arrived, without a word about it. */
  async crash({ acts }: { readonly acts: boolean }): Promise<void> {
    await turn();
    if (acts) for (const frame of this.#frames) this.#run(frame);
    this.#frames = [];
    this.#listener?.onClosed();
    this.#listener = null;
  }

  async restart(): Promise<void> {
    this.#reopen?.();
    await turn();
  }

  push(order: string): void {
    this.#listener?.onFrame({ push: 'changed', service: 'journal', aggregates: [order] });
  }

  #run({ call, input, commandId }: IpcRequest): Result<unknown, IpcRefusal> | { ok: true; value: unknown } {
    this.calls.push(call);
    if (call === 'taxes') return ok({ taxes: TAXES });
    if (call === 'status')
      return ok({ locale: { language: 'es', timeZone: 'Europe/Madrid', currency: EUR } });
    const order = this.order((input as { order: string }).order);
    if (call === 'order') return ok({ order: order.state.tenant === null ? null : order.view() });
    // The door parses; a guess that could not be sent would fail here.
    const parsed = IPC_CALLS[call as keyof typeof IPC_CALLS].input.parse(input);
    if (call === this.refuseNext) {
      this.refuseNext = null;
      return refuse({ code: 'core/not-ready', missing: [] });
    }
    if (call === 'fireOrder') {
      order.record({
        type: 'order.LinesFired',
        v: 1,
        aggregate: order.order,
        body: { firing: fixed('Firing', 1), lines: [...order.state.lines.keys()].map((line) => ({ line })) },
      });
      return ok({ order: order.view() });
    }
    if (!this.done.has(commandId!)) {
      const result = order.run({ call, input: parsed } as GuessedCommand, { actor: actorWithout() });
      if (!result.ok) return result;
      this.done.add(commandId!);
    }
    return ok({ order: order.view() });
  }
}

/** Lets promises run out; nothing here waits for time. */
const turn = async (): Promise<void> => {
  for (let n = 0; n < 20; n += 1) await Promise.resolve();
};

async function deskAt(core: Core, actor = actorWithout()) {
  const problems: string[] = [];
  const orders: (string | null)[] = [];
  const desk = createOrderDesk({
    newId: () => core.newId(),
    now: () => instant(1_000),
    actor: () => actor,
    onOrder: (order) => orders.push(order),
    onRefusal: (key, { code }) => problems.push(`${key} ${code}`),
    onFault: (key, error) => problems.push(`${key} ${String(error)}`),
    onTry: () => {},
  });
  desk.getState().connect(core.client);
  core.client.start();
  await core.quiet();
  return { desk, problems, orders, state: () => desk.getState() };
}

const shown = ({ view }: OrderDesk): string[] =>
  (view?.lines ?? []).map(
    (line) => `${line.quantityMicro / 1_000_000} ${line.name}${line.isVoided ? ' void' : ''}`,
  );
const coreViewOf = (core: Core): OrderView => [...core.orders.values()].at(-1)!.view();

describe('the order desk', () => {
  it('paints at once and settles with what the core answers', async () => {
    const core = new Core();
    const { state } = await deskAt(core);
    state().addItem(COFFEE);
    state().addItem(STEAK, { options: [RARE], note: 'no salt' });
    expect(shown(state())).toEqual(['1 Item 1', '1 Item 3']);
    expect(state()).toMatchObject({ isSettled: false, unsettledSince: 1_000 });
    expect(state().view?.label).toBe('');
    const settled = state().settled();
    await core.quiet();
    await settled;
    expect(state()).toMatchObject({ isSettled: true, unsettledSince: null });
    expect(state().view).toEqual(coreViewOf(core));
    expect(state().view?.label).toBe('T1-7');
    expect(core.calls.slice(2)).toEqual(['openOrder', 'addLines', 'addLines']);
  });

  it('refuses what decide refuses, and sends nothing', async () => {
    const core = new Core();
    const { state, problems } = await deskAt(core, actorWithout('can_return_without_receipt'));
    state().addItem(COFFEE);
    expect(state().addItem(SOLD_OUT)).toBeNull();
    expect(state().addItem(COFFEE, { isReturn: true })).toBeNull();
    expect(state().addItem(STEAK)).toBeNull();
    await core.quiet();
    expect(problems).toEqual([
      'order order/item-sold-out',
      'order auth-user/permission-missing',
      'order order/too-few-options',
    ]);
    expect(core.calls.slice(2)).toEqual(['openOrder', 'addLines']);
  });

  it('leaves no order behind when its first item is refused', async () => {
    const core = new Core();
    const { state, orders, problems } = await deskAt(core);
    expect(state().addItem(SOLD_OUT)).toBeNull();
    await core.quiet();
    expect([state().view, orders, core.calls.slice(2)]).toEqual([null, [], []]);
    expect(problems).toEqual(['order order/item-sold-out']);
  });

  it('drops exactly the guess that the core refuses', async () => {
    const core = new Core();
    const { state, problems } = await deskAt(core);
    state().addItem(COFFEE);
    state().addItem(WINE);
    state().addItem(COFFEE);
    state().addItem(STEAK, { options: [RARE] });
    await core.answer(2); // openOrder, the first coffee
    core.refuseNext = 'addLines';
    await core.answer(1); // the wine
    expect(shown(state())).toEqual(['1 Item 1', '1 Item 1', '1 Item 3']);
    expect(problems).toEqual(['order core/not-ready']);
    await core.quiet();
    expect(state().view).toEqual(coreViewOf(core));
    expect(shown(state())).toEqual(['1 Item 1', '1 Item 1', '1 Item 3']);
  });

  it('stacks on the newest line what is the same thing, and nothing else', async () => {
    const core = new Core();
    const { state } = await deskAt(core);
    const line = state().addItem(COFFEE)!;
    expect(state().addItem(COFFEE)).toBe(line);
    state().addItem(COFFEE, { isReturn: true });
    state().addItem(COFFEE, { isReturn: true });
    state().addItem(COFFEE, { note: 'to go' });
    state().addItem(COFFEE);
    state().addItem(STEAK, { options: [RARE] });
    state().addItem(STEAK, { options: [RARE], quantityMicro: quantityMicro(2_000_000) });
    expect(shown(state())).toEqual(['2 Item 1', '-2 Item 1', '1 Item 1', '1 Item 1', '3 Item 3']);
    await core.quiet();
    expect(state().view).toEqual(coreViewOf(core));
  });

  it('goes on while the core is away, and nothing counts twice when it is back', async () => {
    const core = new Core();
    const { state, problems } = await deskAt(core);
    state().addItem(COFFEE);
    await core.quiet();
    const { line } = state().view!.lines[0]!;
    state().changeQuantity(line, ONE);
    state().changeQuantity(line, ONE);
    await core.crash({ acts: true });
    state().changeQuantity(line, ONE);
    expect(shown(state())).toEqual(['4 Item 1']);
    await core.restart();
    const painted: string[] = [];
    await core.answer(1);
    painted.push(...shown(state()));
    await core.answer(1);
    painted.push(...shown(state()));
    await core.quiet();
    painted.push(...shown(state()));
    expect(painted).toEqual(['4 Item 1', '4 Item 1', '4 Item 1']);
    expect(state().view).toEqual(coreViewOf(core));
    expect(problems).toEqual([]);
  });

  it('ignores late answers of an order that was laid aside', async () => {
    const core = new Core();
    const { state, orders } = await deskAt(core);
    state().addItem(COFFEE);
    const first = orders.at(-1);
    state().clear();
    expect(state()).toMatchObject({ view: null, isSettled: true, unsettledSince: null });
    state().addItem(WINE);
    await core.quiet();
    expect(shown(state())).toEqual(['1 Item 2']);
    expect(orders).toEqual([first, null, state().view!.order]);
  });

  it('shows what another till did to the order in hand', async () => {
    const core = new Core();
    const { state } = await deskAt(core);
    state().addItem(COFFEE);
    await core.quiet();
    const order = coreViewOf(core).order;
    core
      .order(order)
      .run({ call: 'setOrderNote', input: { order, note: 'birthday' } }, { actor: actorWithout() });
    core.push(order);
    await core.quiet();
    expect(state().view?.note).toBe('birthday');
    const { view } = state();
    core.push(order);
    await core.quiet();
    expect(state().view).toBe(view);
  });

  it('asks nothing because of its own commands', async () => {
    const core = new Core();
    const { state } = await deskAt(core);
    state().addItem(COFFEE);
    core.push(state().view!.order);
    await core.quiet();
    expect(core.calls.slice(2)).toEqual(['openOrder', 'addLines']);
  });

  it('keeps the identity of lines that did not change', async () => {
    const core = new Core();
    const { state } = await deskAt(core);
    state().addItem(COFFEE);
    const [coffee] = state().view!.lines;
    state().addItem(WINE);
    expect(state().view!.lines[0]).toBe(coffee);
    await core.quiet();
    expect(state().view!.lines[0]).toBe(coffee);
  });

  it('takes up an order after a reload, also one that was opened before the desk had a core', async () => {
    const core = new Core();
    const first = await deskAt(core);
    first.state().addItem(COFFEE);
    await core.quiet();
    const order = first.state().view!.order;
    const second = await deskAt(core);
    second.state().open(order);
    await core.quiet();
    expect(second.state().view).toEqual(first.state().view);
  });

  it('takes taps before it knows how the order stands that it took up', async () => {
    const core = new Core();
    const first = await deskAt(core);
    first.state().addItem(COFFEE);
    await core.quiet();
    const { state, problems } = await deskAt(core);
    state().open(first.state().view!.order);
    state().addItem(WINE);
    await core.quiet();
    expect(shown(state())).toEqual(['1 Item 1', '1 Item 2']);
    expect(problems).toEqual([]);
  });

  it('paints a firing when the core has answered it', async () => {
    const core = new Core();
    const { state } = await deskAt(core);
    state().addItem(COFFEE);
    state().fire();
    expect(state()).toMatchObject({ isSettled: false, view: { lines: [{ isFired: false }] } });
    await core.quiet();
    expect(state()).toMatchObject({ isSettled: true, view: { lines: [{ isFired: true }] } });
  });

  it('ends as the core says, whatever is tapped, answered, refused and repeated', async () => {
    const act = fc.constantFrom(
      'coffee',
      'wine',
      'more',
      'less',
      'void',
      'answer',
      'crash',
      'crash-acted',
      'refuse',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (acts) => {
        const core = new Core();
        const { state } = await deskAt(core);
        for (const [at, what] of acts.entries()) {
          const line = state().view?.lines[at % Math.max(1, state().view?.lines.length ?? 1)]?.line;
          if (what === 'coffee') state().addItem(COFFEE);
          if (what === 'wine') state().addItem(WINE);
          if (what === 'more' && line !== undefined) state().changeQuantity(line, ONE);
          if (what === 'less' && line !== undefined) state().changeQuantity(line, quantityMicro(-1_000_000));
          if (what === 'void' && line !== undefined) state().voidLine(line, 'slip');
          if (what === 'answer') await core.answer(1);
          if (what === 'refuse') core.refuseNext = 'addLines';
          if (what.startsWith('crash')) {
            await core.crash({ acts: what === 'crash-acted' });
            await core.restart();
          }
        }
        await core.quiet();
        expect(state().isSettled).toBe(true);
        const known = [...core.orders.values()].at(-1);
        expect(state().view).toEqual(
          known === undefined || known.state.tenant === null ? null : known.view(),
        );
      }),
      { numRuns: 300 },
    );
  });
});
