import { describe, expect, it } from 'vitest';
import { AnswerPaced } from './answer-paced.ts';

function paced() {
  const asked: string[] = [];
  const shown: string[] = [];
  let answers: (() => void)[] = [];
  const search = new AnswerPaced<string, string>(
    (question) => {
      asked.push(question);
      return new Promise((resolve) => {
        answers.push(() => resolve(question.toUpperCase()));
      });
    },
    (question, answer) => shown.push(`${question}=${answer}`),
  );
  const answer = async (): Promise<void> => {
    const all = answers;
    answers = [];
    for (const each of all) each();
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { search, asked, shown, answer };
}

describe('an answer-paced question', () => {
  it('is asked at once, then only in its latest form', async () => {
    const { search, asked, shown, answer } = paced();
    for (const text of ['c', 'ca', 'caf', 'café']) search.want(text);
    expect(asked).toEqual(['c']);
    await answer();
    expect(asked).toEqual(['c', 'café']);
    await answer();
    await answer();
    expect(shown).toEqual(['c=C', 'café=CAFÉ']);
    expect(asked).toEqual(['c', 'café']);
  });

  it('shows nothing once it was withdrawn', async () => {
    const { search, asked, shown, answer } = paced();
    search.want('c');
    search.want(null);
    await answer();
    expect([asked, shown]).toEqual([['c'], []]);
    search.want('d');
    await answer();
    expect(shown).toEqual(['d=D']);
  });
});
