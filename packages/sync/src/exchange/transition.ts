import type { ExchangeMessage, Head } from '@beaveros/protocol/exchange';
import {
  type Alarm,
  type Effect,
  PAUSE_FIRST_MS,
  PAUSE_MAX_MS,
  type Position,
  REWIND_ENTRIES,
  REWINDS_MAX,
  type Session,
} from './session.ts';

interface Known extends Position {
  readonly chain: string;
}

/** A step under way: the session so far and the effects so far. */
export class Transition {
  session: Session;
  readonly effects: Effect[] = [];

  constructor(session: Session) {
    this.session = session;
  }

  set(change: Partial<Session>): void {
    this.session = { ...this.session, ...change };
  }

  put<Name extends 'pauses' | 'branches' | 'exhausted' | 'entriesMax'>(
    name: Name,
    chain: string,
    value: Session[Name] extends ReadonlyMap<string, infer Value> ? Value : never,
  ): void {
    this.set({ [name]: new Map(this.session[name] as ReadonlyMap<string, unknown>).set(chain, value) });
  }

  drop(name: 'pauses' | 'exhausted', chain: string): void {
    if (!this.session[name].has(chain)) return;
    const copy = new Map<string, unknown>(this.session[name]);
    copy.delete(chain);
    this.set({ [name]: copy });
  }

  send(message: ExchangeMessage): void {
    this.effects.push({ kind: 'send', message });
  }

  /** Once of a kind and chain in a session. */
  alarm(alarm: Alarm): void {
    const key = `${alarm.kind} ${alarm.chain}`;
    if (this.session.alarmed.has(key)) return;
    this.set({ alarmed: new Set(this.session.alarmed).add(key) });
    this.effects.push({ kind: 'alarm', alarm });
  }

  /** Serves the chain no more in this session, and says so. */
  stop(alarm: Alarm): void {
    this.set({ stopped: new Set(this.session.stopped).add(alarm.chain) });
    this.alarm(alarm);
  }

  /** Asks again later: longer each time in a row. */
  pause(chain: string, now: number): void {
    const { refusals } = this.session.pauses.get(chain) ?? { refusals: 0 };
    const delayMs = Math.min(PAUSE_FIRST_MS * 2 ** refusals, PAUSE_MAX_MS);
    this.put('pauses', chain, { until: now + delayMs, refusals: refusals + 1, gaps: 0 });
  }

  raiseLocal(heads: readonly Known[]): void {
    const local = raised(this.session.local, heads);
    if (local !== this.session.local) this.set({ local });
    this.#findForks(heads);
  }

  raisePeer(heads: readonly Known[]): void {
    const peer = raised(this.session.peer, heads);
    if (peer !== this.session.peer) this.set({ peer });
    for (const { chain, seq } of heads) {
      const { options, local } = this.session;
      if (options.own.has(chain) && seq > (local.get(chain)?.seq ?? 0)) {
        this.alarm({ kind: 'own-chain-ahead', chain, seq });
      }
    }
    this.#findForks(heads);
  }

  setPeer(chain: string, position: Position): void {
    this.set({ peer: new Map(this.session.peer).set(chain, position) });
  }

  /** The peer lets another branch of the chain stand: ours is sent from where we hope that it attaches. */
  beginBranch(chain: string, after: number, rewinds = 0): void {
    this.drop('exhausted', chain);
    this.put('branches', chain, { after: Math.max(0, after), rewinds });
  }

  /**
   * The branches leave each other before `seq`, nobody knows where: begin well before it, twice as far each time. Once in
   * a session of a chain; a peer that cannot attach its opening contradicts itself.
   */
  rewind(chain: string, seq: number, hash: string | null): void {
    const alarm = { kind: 'fork', chain, seq, hash } as const;
    const { after, rewinds } = this.session.branches.get(chain) ?? { after: Infinity, rewinds: 0 };
    if (this.session.speaks === 1 || after === 0 || rewinds > REWINDS_MAX) return this.stop(alarm);
    this.alarm(alarm);
    this.beginBranch(chain, Math.min(seq, after) - 1 - REWIND_ENTRIES * 2 ** rewinds, rewinds + 1);
  }

  /** Equal seq, different hash. Where the peer is behind, the read compares; where it is ahead, its read does. */
  #findForks(heads: readonly Known[]): void {
    for (const { chain } of heads) {
      const here = this.session.local.get(chain);
      const there = this.session.peer.get(chain);
      if (here === undefined || there === undefined || here.seq !== there.seq) continue;
      if (here.hash === null || there.hash === null || here.hash === there.hash) continue;
      if (!this.session.branches.has(chain)) this.rewind(chain, here.seq, there.hash);
    }
  }
}

/** The map with every head that is farther than what it knows; the same map when none is. */
function raised(
  known: ReadonlyMap<string, Position>,
  heads: readonly Known[],
): ReadonlyMap<string, Position> {
  let changed: Map<string, Position> | undefined;
  for (const { chain, seq, hash } of heads) {
    const before = (changed ?? known).get(chain);
    if (before !== undefined && (before.seq > seq || (before.seq === seq && before.hash !== null))) continue;
    changed ??= new Map(known);
    changed.set(chain, { seq, hash });
  }
  return changed ?? known;
}

/** The heads of some chains as this side has them. */
export function headsOf(session: Session, chains: readonly string[]): Head[] {
  return chains.flatMap((chain) => {
    const position = session.local.get(chain);
    return position === undefined || position.hash === null
      ? []
      : [{ chain, seq: position.seq, hash: position.hash }];
  });
}
