import { type Closing, closingFor, codeOf, type Lesson, lessonOf, NO_LESSON } from '@beaveros/sync/exchange';
import type { Id } from '@beaveros/kit';
import type { Ask, AskAnswer } from '@beaveros/protocol/exchange';
import { type AskHere, isRevoked } from '@beaveros/terminal-core/sim';
import type { Cloud } from './cloud.ts';
import type { Dice } from './dice.ts';
import { type Latency, type Line, LINE_BROKE, type Network } from './network.ts';
import type { Life, Schedule } from './schedule.ts';
import { TillEnd } from './till-end.ts';
import type { Till } from './till.ts';
import type { Witness } from './witness.ts';

const LAN: Latency = { fromMs: 1, toMs: 8 };
const WAN: Latency = { fromMs: 5, toMs: 30 };
/** redial.ts: from 250 ms doubling to 30 s, each shortened by up to half; a line that held 10 s was a good one. */
const FIRST_PAUSE_MS = 250;
const PAUSE_MAX_MS = 30_000;
const STABLE_MS = 10_000;
const AT_ONCE_AGAIN_MS = 1_000;
const FAILURES_MAX = 20;

interface Around {
  readonly schedule: Schedule;
  readonly network: Network;
  readonly witness: Witness;
  readonly dice: Dice;
  /** A till judges what another asks; null: it died of it. */
  readonly judge: (till: Till, asked: AskHere) => AskAnswer | null;
}

/** Two places that keep a line between them while both run: a till and the cloud, or two tills. */
export class Pair {
  readonly caller: Till;
  readonly listener: Till | Cloud;
  readonly #around: Around;
  readonly #life: Life = { isOver: false };
  #line: Line | null = null;
  /** The tills at the ends of the line that stands. */
  #ends: readonly TillEnd[] = [];
  #lineSince = 0;
  #hurriedAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #isDialling = false;
  /** What the session before taught either side. */
  #lessons: { caller: Lesson; listener: Lesson } = { caller: NO_LESSON, listener: NO_LESSON };
  /** Why the door was shut, when it was. */
  refusedWith: string | null = null;

  constructor(caller: Till, listener: Till | Cloud, around: Around) {
    this.caller = caller;
    this.listener = listener;
    this.#around = around;
  }

  get isConnected(): boolean {
    return this.#line !== null;
  }

  /** The end of a till's line to a terminal, over which it asks; null: there is none, or this is a line to the cloud. */
  endTo(terminal: Id<'Terminal'>, from: Till): TillEnd | null {
    const [here, there] = this.caller === from ? this.#ends : this.#ends.toReversed();
    return there?.till.identity.terminal === terminal && here?.till === from ? here : null;
  }

  /** Neither side will ever come back. */
  end(): void {
    this.#life.isOver = true;
    this.#line?.close(closingFor('exchange/going-away'));
  }

  /** The caller's process is a new one: the line of the one before is nobody's. */
  callerStarted(withinMs: number): void {
    this.#line?.close(LINE_BROKE);
    this.dialSoon(withinMs);
  }

  /** Tries soon: somebody started, or the network came back. */
  dialSoon(withinMs: number): void {
    this.#failures = 0;
    this.#dialIn(this.#around.dice.below(withinMs + 1));
  }

  #dialIn(delayMs: number): void {
    if (this.#line !== null || this.#isDialling || this.#life.isOver) return;
    this.#isDialling = true;
    this.#around.schedule.in(
      delayMs,
      this.#life,
      async () => {
        this.#isDialling = false;
        if (this.#line === null) await this.#dial();
      },
      'timer',
    );
  }

  async #dial(): Promise<void> {
    const { caller, listener } = this;
    const { network, schedule } = this.#around;
    if (!caller.isRunning) return; // Whoever starts dials.
    const isThere = isCloud(listener) ? listener.isUp : listener.isRunning;
    const name = isCloud(listener) ? 'cloud' : listener.name;
    if (!isThere || !network.canReach(caller.name, name)) return this.#again(null);
    this.refusedWith = isCloud(listener) ? await listener.judge(caller) : judgePeers(caller, listener);
    if (this.refusedWith !== null) return this.#again(closingFor(this.refusedWith));
    const line = network.connect(caller.name, name, isCloud(listener) ? WAN : LAN);
    this.#line = line;
    this.#lineSince = schedule.now;
    const theirs = isCloud(listener) ? caller.identity.tenantPublicKey : listener.publicKey;
    const near = this.#tillEnd(caller, {
      line,
      side: 'caller',
      theirPublicKey: theirs,
      asker: isCloud(listener) ? null : listener,
    });
    const far = isCloud(listener)
      ? listener.accept(caller, line, this.#lessons.listener, (closing) => this.#learned('listener', closing))
      : this.#tillEnd(listener, {
          line,
          side: 'listener',
          theirPublicKey: caller.publicKey,
          asker: caller,
        });
    if (far instanceof TillEnd) this.#ends = [near, far];
    line.join(near, far);
    near.open();
    far.open();
  }

  #tillEnd(
    till: Till,
    {
      line,
      side,
      theirPublicKey,
      asker,
    }: { line: Line; side: 'caller' | 'listener'; theirPublicKey: string; asker: Till | null },
  ): TillEnd {
    const { schedule, witness, judge } = this.#around;
    return new TillEnd({
      till,
      line,
      side,
      schedule,
      theirPublicKey,
      lesson: this.#lessons[side],
      ...(asker === null
        ? {}
        : {
            judgeAsk: (id: Id<'Command'>, ask: Ask) =>
              judge(till, { id, ask, terminal: asker.identity.terminal }),
          }),
      onAlarm: (alarm) => void witness.alarms.push(`${till.name}: ${JSON.stringify(alarm)}`),
      onClosed: (closing) => {
        this.#learned(side, closing);
        if (side === 'caller') this.#ended(closing);
      },
    });
  }

  #learned(side: 'caller' | 'listener', closing: Closing): void {
    this.#lessons[side] = lessonOf(closing, this.#lessons[side]);
  }

  #ended(closing: Closing): void {
    const { now } = this.#around.schedule;
    this.#line = null;
    this.#ends = [];
    if (codeOf(closing) === 'exchange/journal-replaced' && now - this.#hurriedAt >= AT_ONCE_AGAIN_MS) {
      this.#hurriedAt = now;
      return this.#dialIn(0);
    }
    if (now - this.#lineSince >= STABLE_MS) this.#failures = 0;
    this.#again(closing);
  }

  #again(closing: Closing | null): void {
    const isHopeless = closing !== null && HOPELESS.has(codeOf(closing));
    const longest = isHopeless ? PAUSE_MAX_MS : Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, PAUSE_MAX_MS);
    this.#failures = Math.min(this.#failures + 1, FAILURES_MAX);
    this.#dialIn(Math.ceil(longest * (0.5 + this.#around.dice.below(51) / 100)));
  }
}

/** Trying again soon would change nothing (redial.ts). */
const HOPELESS = new Set([
  'terminal/replaced',
  'terminal/revoked',
  'exchange/second-connection',
  'peer/revoked',
]);

function isCloud(place: Till | Cloud): place is Cloud {
  return 'accept' in place;
}

/** Whether two tills speak to each other: neither knows that the other is revoked. */
function judgePeers(a: Till, b: Till): string | null {
  if (isRevoked(a.parts.journal, b.identity) || isRevoked(b.parts.journal, a.identity)) return 'peer/revoked';
  return null;
}
