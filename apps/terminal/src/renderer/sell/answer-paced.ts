/**
 * Asks a question that changes as somebody types: one at a time, and after each answer the latest, so that the pace is the
 * answerer's and no timer's. Answers come in the order of the questions; one to a question that was withdrawn is dropped.
 */
export class AnswerPaced<Question, Answer> {
  readonly #ask: (question: Question) => Promise<Answer>;
  readonly #onAnswer: (question: Question, answer: Answer) => void;
  #wanted: { readonly question: Question } | null = null;
  #isAsking = false;

  constructor(
    ask: (question: Question) => Promise<Answer>,
    onAnswer: (question: Question, answer: Answer) => void,
  ) {
    this.#ask = ask;
    this.#onAnswer = onAnswer;
  }

  /** The question is now this one; null: there is none any more. Faults of `ask` are thrown to nobody: it must handle its own. */
  want(question: Question | null): void {
    this.#wanted = question === null ? null : { question };
    if (!this.#isAsking) void this.#next();
  }

  async #next(): Promise<void> {
    const wanted = this.#wanted;
    if (wanted === null) return;
    this.#isAsking = true;
    const answer = await this.#ask(wanted.question);
    this.#isAsking = false;
    // An older question's answer is worth showing while the latest is on its way; none is when there is no question.
    if (this.#wanted !== null) this.#onAnswer(wanted.question, answer);
    if (this.#wanted === wanted) this.#wanted = null;
    else await this.#next();
  }
}
