import { type Id, isFault } from '@beaveros/kit';
import type { AskAnswer } from '@beaveros/protocol/exchange';
import type { AskOutcome } from '@beaveros/sync/exchange';
import {
  type Answered,
  type Arrived,
  AskedCommands,
  type AskHere,
  judgeAsk,
  LOOK_AT_GRANTS_EVERY_MS,
  type Question,
  questionsOf,
} from '@beaveros/terminal-core/sim';
import type { Schedule } from './schedule.ts';
import { type Asked, answerOf, type Till } from './till.ts';
import type { CommandAnswer } from './witness.ts';

/** Between the last answer and the turn in which the command is decided. */
const FINISH_MS_MAX = 3;

/** How asks end, by what the asker was told; and what became of grants that nobody claimed. */
export interface AskCounts {
  granted: number;
  refused: number;
  unable: number;
  timedOut: number;
  notReached: number;
  /** Grants given back behind the time of whoever was to claim them. */
  releasedUnclaimed: number;
}

export const NO_ASKS: AskCounts = {
  granted: 0,
  refused: 0,
  unable: 0,
  timedOut: 0,
  notReached: 0,
  releasedUnclaimed: 0,
};

interface AskingAround {
  readonly schedule: Schedule;
  readonly counts: AskCounts;
  /** Puts a question on its way. Told once, while the till lives. */
  readonly put: (
    till: Till,
    id: Id<'Command'>,
    question: Question,
    told: (outcome: AskOutcome) => void,
  ) => void;
  readonly orDies: (work: () => void) => void;
}

/** A till's asks as Core runs them: outside any turn, then one turn with what came of them. */
export class AskBench {
  readonly #till: Till;
  readonly #around: AskingAround;
  #asked: AskedCommands | null = null;

  constructor(till: Till, around: AskingAround) {
    this.#till = till;
    this.#around = around;
  }

  /** The process has begun: it looks for what an earlier one left, and every half minute for what nobody claimed. */
  started(): void {
    const { parts, clock } = this.#till;
    this.#asked = new AskedCommands(parts.desk, clock);
    while (this.#asked.readBack()) continue;
    this.#lookLater();
  }

  note(arrived: readonly Arrived[]): void {
    this.#asked?.follow(arrived);
  }

  replaced(): void {
    this.#asked?.lookAgain();
    while (this.#asked?.readBack() === true) continue;
  }

  /** Judges what another till asks. */
  judge(asked: AskHere): AskAnswer {
    return judgeAsk(this.#till.parts.desk, asked, this.#till.clock);
  }

  /**
   * Asks for a command what it has to ask, and answers whether it does: then `done` is told what the screen was told, while
   * the till lives.
   */
  ask(
    command: Asked,
    done: (asked: { readonly answer: CommandAnswer; readonly value: unknown }) => void,
  ): boolean {
    const till = this.#till;
    const { schedule, put, counts } = this.#around;
    const { call, commandId, input, actor } = command;
    const request = { name: call, commandId, input: input as never, actor };
    const questions = this.#questionsOf(request);
    if (questions.length === 0) return false;
    const asked = this.#asked!;
    const { life } = till;
    asked.begin(commandId);
    const outcomes = new Map<Question, AskOutcome>();
    for (const question of questions)
      put(till, commandId, question, (outcome) => {
        if (life.isOver || outcomes.has(question)) return;
        outcomes.set(question, outcome);
        counts[countOf(outcome)] += 1;
        if (outcomes.size < questions.length) return;
        const answered: Answered[] = questions.map((each) => ({
          ask: each.ask,
          outcome: outcomes.get(each)!,
        }));
        schedule.in(till.dice.below(FINISH_MS_MAX), life, () =>
          done(answerOf(till.parts.journal, commandId, () => asked.finish({ ...request, answered }))),
        );
      });
    return true;
  }

  /** A row or a file in the way is found again, and told, when the command is run. */
  #questionsOf(request: Parameters<typeof questionsOf>[1]): readonly Question[] {
    const { parts, clock } = this.#till;
    try {
      return questionsOf(parts.desk, request, clock);
    } catch (error) {
      if (!isFault(error)) throw error;
      return [];
    }
  }

  #lookLater(): void {
    const { schedule, counts, orDies } = this.#around;
    const again = () => {
      const { journal } = this.#till.parts;
      const before = journal.entryCount();
      orDies(() => this.#asked?.look());
      if (!this.#till.isRunning) return;
      counts.releasedUnclaimed += journal.entryCount() - before;
      this.#lookLater();
    };
    schedule.in(LOOK_AT_GRANTS_EVERY_MS, this.#till.life, again, 'timer');
  }
}

function countOf(outcome: AskOutcome): keyof AskCounts {
  if (outcome.kind !== 'no-answer') return outcome.kind;
  if (outcome.why === 'timed-out') return 'timedOut';
  return outcome.why === 'not-reached' ? 'notReached' : 'unable';
}
