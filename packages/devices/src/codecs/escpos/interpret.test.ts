import { hexToBytes } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { split, VECTORS, vectorBytes } from './_vectors.ts';
import { COMMAND_BYTES_MAX } from './commands.ts';
import { EscPosInterpreter, type PrintedEvent } from './interpret.ts';
import { EPSON_80MM } from './printer-profile.ts';

const profile = { columns: 42, codePages: EPSON_80MM.codePages };

function interpret(...parts: readonly Uint8Array[]): readonly PrintedEvent[] {
  const interpreter = new EscPosInterpreter(profile);
  return [...parts.flatMap((part) => interpreter.push(part)), ...interpreter.end()];
}

function problems(events: readonly PrintedEvent[]): readonly string[] {
  return events.filter((event) => event.kind === 'problem').map((event) => event.problem);
}

const toPrinter = VECTORS.filter((vector) => vector.direction === 'host->printer');
const good = toPrinter.filter((vector) => !vector.id.startsWith('esc-bad-'));
const bad = toPrinter.filter((vector) => vector.id.startsWith('esc-bad-'));

describe('the strict ESC/POS interpreter', () => {
  it.each(good.map((vector) => [vector.id, vector]))('understands %s', (id) => {
    expect(problems(interpret(vectorBytes(id)))).toEqual([]);
  });

  it('has every kind of vector to judge', () => {
    expect(good.length).toBeGreaterThan(40);
    expect(bad.map((vector) => vector.id)).toEqual([
      'esc-bad-drawer-escpos',
      'esc-bad-drawer-ntp',
      'esc-bad-nocodepage',
    ]);
  });

  it('rejects the observed wrong outputs of other libraries', () => {
    expect(problems(interpret(vectorBytes('esc-bad-drawer-escpos')))).toEqual(['truncated']);
    // Two truncated pulses read as one of the second's bytes, and a stray 01.
    expect(interpret(vectorBytes('esc-bad-drawer-ntp'))).toMatchObject([
      { kind: 'pulse', connector: 'pin-2', onMs: 54, offMs: 224 },
      { kind: 'problem', problem: 'unknown-command', at: 5 },
    ]);
    expect(problems(interpret(vectorBytes('esc-bad-nocodepage')))).toEqual(['no-code-page']);
    // The GS Z dialect of QR codes (npm escpos, @node-escpos/core).
    expect(problems(interpret(hexToBytes('1d5a02')))[0]).toBe('unknown-command');
  });

  it('says what commands do', () => {
    expect(interpret(vectorBytes('esc-cmd-pulse'))).toEqual([
      { kind: 'initialised' },
      { kind: 'pulse', connector: 'pin-2', onMs: 120, offMs: 240 },
    ]);
    expect(interpret(vectorBytes('esc-cmd-cut-a3'))).toMatchObject([
      { kind: 'initialised' },
      { kind: 'cut', mode: 'full' },
    ]);
    expect(interpret(vectorBytes('esc-cmd-cut-b'))).toEqual([{ kind: 'cut', mode: 'partial' }]);
    expect(interpret(vectorBytes('esc-procid-req'))).toEqual([{ kind: 'process-id', id: '0001' }]);
    expect(interpret(vectorBytes('esc-cmd-qr-ech'))).toEqual([{ kind: 'qr', data: '1234' }]);
    expect(interpret(vectorBytes('esc-cmd-ean13'))).toEqual([{ kind: 'barcode', data: '4006381333931' }]);
    expect(interpret(vectorBytes('esc-rt-pulse'))).toEqual([
      { kind: 'real-time', request: { kind: 'pulse', connector: 'pin-2', onMs: 100 } },
    ]);
    expect(interpret(vectorBytes('esc-cmd-kanji'))).toMatchObject([
      { kind: 'initialised' },
      { kind: 'line' },
    ]);
  });

  it('prints text by the selected code page, wraps at the edge and keeps the last line', () => {
    expect(interpret(hexToBytes('1b74135ad5310a'))).toMatchObject([{ kind: 'line', text: 'Z€1' }]);
    expect(interpret(hexToBytes(`${'41'.repeat(43)}0a`))).toMatchObject([
      { text: 'A'.repeat(42) },
      { text: 'A' },
    ]);
    expect(interpret(hexToBytes(`1d2110${'41'.repeat(22)}0a`))).toMatchObject([
      { text: 'A'.repeat(21) },
      { text: 'A' },
    ]);
    expect(interpret(hexToBytes('4142'))).toMatchObject([{ kind: 'line', text: 'AB' }]);
  });

  it('names what a printer would guess at', () => {
    expect(problems(interpret(hexToBytes('1b7463')))).toEqual(['bad-operand']);
    expect(problems(interpret(hexToBytes('1b70050101')))).toEqual(['bad-operand']);
    expect(problems(interpret(hexToBytes('411d5600')))).toEqual(['not-at-line-start']);
    expect(problems(interpret(hexToBytes('1b7e')))).toEqual(['unknown-command']);
    expect(problems(interpret(hexToBytes('1d28480600303030303031').slice(0, 9)))).toEqual(['truncated']);
    expect(problems(interpret(hexToBytes('1b741081')))).toEqual(['undefined-character']);
  });

  it('takes real-time bytes inside operands as data', () => {
    const picture = hexToBytes('1d7630000300010010040110');
    expect(interpret(picture.slice(0, 11))).toEqual([{ kind: 'picture', bytes: 3 }]);
    expect(interpret(hexToBytes('1d763000030001001004011004 01'.replace(' ', '')))).toMatchObject([
      { kind: 'picture' },
      { kind: 'real-time', request: { kind: 'status', n: 1 } },
    ]);
  });

  it('does not wait for, or allocate, a senseless declared length', () => {
    // GS v 0 of 65535 x 65535 bytes: 4 GB.
    const events = interpret(hexToBytes('1d763000ffffffff'));
    expect(problems(events)).toContain('too-long');
    expect(COMMAND_BYTES_MAX).toBeLessThan(2 ** 21);
  });

  it('gives the same events for any split of any vectors', () => {
    const stream = fc.array(fc.constantFrom(...toPrinter.map((vector) => vector.bytes_hex)), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
        (hexes, places) => {
          const bytes = hexToBytes(hexes.join(''));
          expect(interpret(...split(bytes, places))).toEqual(interpret(bytes));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('answers random bytes with events and never throws, however they are split', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
        (bytes, places) => {
          expect(interpret(...split(bytes, places))).toEqual(interpret(bytes));
        },
      ),
      { numRuns: 500 },
    );
  });
});
