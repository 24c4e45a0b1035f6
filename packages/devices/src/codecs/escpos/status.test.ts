import { hexToBytes } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { split, VECTORS, vectorBytes } from './_vectors.ts';
import { encodeStatusQuestion, PrinterAnswers, type PrinterMessage, type StatusQuestion } from './status.ts';

const rt = (n: 1 | 2 | 3 | 4): StatusQuestion => ({ kind: 'real-time', n });
const gsr = (n: 1 | 2): StatusQuestion => ({ kind: 'queued', n });

function answers(
  questions: readonly StatusQuestion[],
  ...parts: readonly Uint8Array[]
): readonly PrinterMessage[] {
  const reader = new PrinterAnswers();
  for (const question of questions) reader.asked(question);
  return parts.flatMap((part) => reader.push(part));
}

const QUESTIONS: Readonly<Record<string, readonly StatusQuestion[]>> = {
  'DLE EOT 1': [rt(1)],
  'DLE EOT 2': [rt(2)],
  'DLE EOT 3': [rt(3)],
  'DLE EOT 4': [rt(4)],
  'GS r 1': [gsr(1)],
  'GS r 2': [gsr(2)],
  ASB: [],
  'GS ( H': [],
};

/** Sources that call a DLE EOT 4 answer by another name: their own `source` says DLE EOT 4, and so do the fixed bits. */
const MISNAMED: Readonly<Record<string, readonly StatusQuestion[]>> = {
  'esc-st-pe-paperok': [rt(4)],
  'esc-st-pe-papernear': [rt(4)],
};

const answersInVectors = VECTORS.filter((vector) => vector.direction === 'printer->host');

describe('printer answers', () => {
  it.each(
    answersInVectors
      .filter((vector) => vector.id !== 'esc-st-pe-invalid')
      .map((vector) => [vector.id, vector]),
  )('recognises %s as the answer to its question', (id, vector) => {
    const questions = MISNAMED[id] ?? QUESTIONS[vector.answers ?? ''];
    expect(questions).toBeDefined();
    const messages = answers(questions!, vectorBytes(id));
    expect(messages).toHaveLength(1);
    expect(messages[0]!.kind).not.toBe('unexpected');
  });

  it('reads the bits as Epson gives them', () => {
    expect(answers([rt(1)], vectorBytes('esc-st-rt1-drawer'))).toEqual([
      { kind: 'printer', drawerPinHigh: true, offline: false, waitingForRecovery: false },
    ]);
    expect(answers([rt(2)], vectorBytes('esc-st-rt2-paperstop'))).toMatchObject([
      { stoppedByPaperEnd: true, coverOpen: false },
    ]);
    expect(answers([rt(3)], vectorBytes('esc-st-rt3-cutter'))).toMatchObject([
      { cutter: true, unrecoverable: false },
    ]);
    expect(answers([rt(3)], vectorBytes('esc-st-rt3-auto'))).toMatchObject([{ autoRecoverable: true }]);
    expect(answers([rt(4)], vectorBytes('esc-st-rt4-near'))).toEqual([
      { kind: 'paper', nearEnd: true, end: false },
    ]);
    expect(answers([rt(4)], vectorBytes('esc-st-rt4-out'))).toEqual([
      { kind: 'paper', nearEnd: true, end: true },
    ]);
    expect(answers([gsr(2)], vectorBytes('esc-st-r2-high'))).toEqual([
      { kind: 'drawer-reply', drawerPinHigh: true },
    ]);
    expect(answers([], vectorBytes('esc-procid-resp'))).toEqual([{ kind: 'process-id', id: '0001' }]);
    expect(answers([], vectorBytes('esc-st-asb-unrec'))).toMatchObject([
      { offline: true, unrecoverable: true, end: false },
    ]);
    expect(answers([], vectorBytes('esc-st-asb-idle'))).toMatchObject([
      { drawerPinHigh: true, offline: false },
    ]);
  });

  it('rejects bytes with wrong fixed bits: no status is made of them', () => {
    const messages = answers([rt(1)], vectorBytes('esc-st-pe-invalid'));
    expect(messages.map((message) => message.kind)).toEqual([
      'unexpected',
      'unexpected',
      'unexpected',
      'unexpected',
    ]);
  });

  it('keeps answers apart that share masks', () => {
    // A GS r answer (00) inside an ASB frame is the frame's; after the frame it is the answer.
    const messages = answers([rt(4), gsr(1)], hexToBytes('140000000012372230303031005f544d00'));
    expect(messages.map((message) => message.kind)).toEqual([
      'automatic-status',
      'paper-reply',
      'paper',
      'process-id',
      'block',
    ]);
  });

  it('gives up a broken ASB frame when the next first byte comes', () => {
    expect(answers([rt(1)], hexToBytes('140012'))).toMatchObject([
      { kind: 'unexpected', bytes: [0x14, 0] },
      { kind: 'printer' },
    ]);
  });

  it('bounds a block that never ends', () => {
    const messages = answers([], hexToBytes('5f' + '41'.repeat(200)));
    expect(messages[0]).toMatchObject({ kind: 'unexpected' });
  });

  it('skips flow control on a serial line', () => {
    expect(answers([], hexToBytes('141300001100')).map((message) => message.kind)).toEqual([
      'flow',
      'flow',
      'automatic-status',
    ]);
  });

  it('asks as the vectors ask', () => {
    expect(encodeStatusQuestion(rt(2))).toEqual(vectorBytes('esc-rt-2'));
    expect(encodeStatusQuestion(gsr(1))).toEqual(vectorBytes('esc-r1'));
  });

  it('gives the same messages for any split of any answers, and of noise', () => {
    const questions = fc.array(fc.constantFrom(rt(1), rt(2), rt(3), rt(4), gsr(1), gsr(2)), { maxLength: 8 });
    const known = fc.array(fc.constantFrom(...answersInVectors.map((vector) => vector.bytes_hex)), {
      maxLength: 8,
    });
    const bytes = fc.oneof(
      known.map((hexes) => hexToBytes(hexes.join(''))),
      fc.uint8Array({ maxLength: 300 }),
    );
    const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
    fc.assert(
      fc.property(questions, bytes, places, (asked, stream, cuts) => {
        expect(answers(asked, ...split(stream, cuts))).toEqual(answers(asked, stream));
      }),
      { numRuns: 500 },
    );
  });
});
