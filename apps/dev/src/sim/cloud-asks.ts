import { grantRefundHandler } from '@beaveros/order/sim';
import { grantSpendHandler } from '@beaveros/payment/sim';
import { type Id, isFault, type Result } from '@beaveros/kit';
import { type Ask, ASK_TIMEOUT_MS, type AskAnswer, zAsk, zAskAnswer } from '@beaveros/protocol/exchange';
import type { AskOutcome } from '@beaveros/sync/exchange';
import type { Cloud } from './cloud.ts';
import type { Dice } from './dice.ts';
import { LINE_BROKE, type Network } from './network.ts';
import type { Life, Schedule } from './schedule.ts';
import type { Till } from './till.ts';

/** A request over the internet: dialled, its name looked up, and TLS. */
const DIAL_FROM_MS = 15;
const DIAL_TO_MS = 120;
/** Between what the cloud made durable and its answer: here its process may die. */
const ANSWER_MS_MAX = 20;

/**
 * A till asks the cloud over HTTP, as ask-cloud.ts does: a connection of its own, one request, one answer, a time-out in
 * all. Told once what came of it, while the till lives.
 */
export function askCloud(
  {
    till,
    cloud,
    schedule,
    network,
    dice,
  }: {
    readonly till: Till;
    readonly cloud: Cloud;
    readonly schedule: Schedule;
    readonly network: Network;
    readonly dice: Dice;
  },
  id: Id<'Command'>,
  ask: Ask,
  told: (outcome: AskOutcome) => void,
): void {
  const { life } = till;
  let isTold = false;
  const line = network.connect(till.name, 'cloud', { fromMs: DIAL_FROM_MS, toMs: DIAL_TO_MS });
  const tell = (outcome: AskOutcome) => {
    if (isTold) return;
    isTold = true;
    line.close(LINE_BROKE);
    told(outcome);
  };
  line.join(
    {
      life,
      hear: (text) => tell(outcomeOf(text)),
      closed: () => tell({ kind: 'no-answer', why: 'not-reached' }),
    },
    {
      life: cloud.life,
      // What is heard twice is answered twice, and the second answer finds nobody.
      hear: (text) => answer(text),
      closed: () => {},
    },
  );
  schedule.in(ASK_TIMEOUT_MS, life, () => tell({ kind: 'no-answer', why: 'timed-out' }), 'timer');
  if (!cloud.isUp || !network.canReach(till.name, 'cloud')) {
    schedule.in(dice.below(DIAL_TO_MS), life, () => tell({ kind: 'no-answer', why: 'not-reached' }));
    return;
  }
  line.send('caller', JSON.stringify({ id, ...ask }));

  async function answer(text: string): Promise<void> {
    const server: Life = cloud.life;
    const said = await grantOf(cloud, till, text);
    schedule.in(dice.below(ANSWER_MS_MAX), server, () => line.send('listener', said));
  }
}

/** Anything but an answer of ours: an error of the gateway, a proxy's page, half a body. */
function outcomeOf(text: string): AskOutcome {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { kind: 'no-answer', why: 'not-reached' };
  }
  const parsed = zAskAnswer.safeParse(body);
  if (!parsed.success || parsed.data.kind === 'unable') return { kind: 'no-answer', why: 'unable' };
  return parsed.data;
}

/** The gateway's door and the service behind it. A session that broke is an error that says nothing. */
async function grantOf(cloud: Cloud, till: Till, text: string): Promise<string> {
  try {
    const code = await cloud.judge(till);
    if (code !== null) return JSON.stringify({ error: { code } });
    const { id, ...said } = JSON.parse(text) as { readonly id: Id<'Command'> };
    const ask = zAsk.safeParse(said);
    if (!ask.success) return JSON.stringify({ error: { code: 'request/invalid' } });
    const answered = await handle(cloud, till, id, ask.data);
    return JSON.stringify(answered.ok ? answered.value : { error: { code: answered.refusal.code } });
  } catch (error) {
    if (!isFault(error) && !(error instanceof SyntaxError)) throw error;
    return JSON.stringify({ error: { code: 'internal' } });
  } finally {
    await cloud.noteBackOffice();
  }
}

async function handle(
  cloud: Cloud,
  till: Till,
  id: Id<'Command'>,
  { kind, ...said }: Ask,
): Promise<Result<AskAnswer, { readonly code: string }>> {
  const { tenant, store, terminal } = till.identity;
  const identity = { tenantId: tenant, storeId: store, terminalId: terminal };
  const tools = {
    decideAndAppend: cloud.deciderOf(kind === 'refund' ? 'order' : 'payment'),
    clock: cloud.clock,
  };
  // Of a request both read no more than who asks and what.
  const handler = (kind === 'refund' ? grantRefundHandler(tools) : grantSpendHandler(tools)) as (
    request: unknown,
  ) => Promise<Result<AskAnswer, { readonly code: string }>>;
  return await handler({ identity, body: { id, ...said } });
}
