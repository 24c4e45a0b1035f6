import { bytesToHex, Fault } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceiptBlock, ReceiptDocument, Scale } from '../../receipt/document.ts';
import { withBanner } from '../../receipt/document.ts';
import { textOf } from '../../receipt/layout.ts';
import { vectorBytes } from './_vectors.ts';
import { type CodePage, canPrint, decodeByte } from './code-pages.ts';
import { processId, processIdOf } from './confirmation.ts';
import { encodeDrawerJob, encodeDrawerPulse } from './encode-drawer.ts';
import { encodeReceipt } from './encode-receipt.ts';
import { EscPosInterpreter, type PrintedEvent } from './interpret.ts';
import {
  EPSON_80MM,
  GENERIC_58MM,
  ONE_WAY_80MM,
  PRINTER_PROFILES,
  type PrinterProfile,
} from './printer-profile.ts';

const ID = processId('0001');

function print(bytes: Uint8Array, profile: PrinterProfile): readonly PrintedEvent[] {
  const interpreter = new EscPosInterpreter(profile);
  return [...interpreter.push(bytes), ...interpreter.end()];
}

function linesOf(events: readonly PrintedEvent[]): readonly string[] {
  return events.filter((event) => event.kind === 'line').map((event) => event.text);
}

function problems(events: readonly PrintedEvent[]): readonly PrintedEvent[] {
  return events.filter((event) => event.kind === 'problem');
}

function paragraph(text: string): ReceiptDocument {
  return { blocks: [{ kind: 'text', runs: [{ text }] }] };
}

const receipt: ReceiptDocument = {
  blocks: [
    { kind: 'text', align: 'center', runs: [{ text: 'Café Größe', bold: true, wide: 2, high: 2 }] },
    { kind: 'rule' },
    {
      kind: 'row',
      cells: [
        { text: '2 x Crème brûlée', width: 'rest' },
        { text: '€ 9.80', width: 8, align: 'right' },
      ],
    },
    { kind: 'text', runs: [{ text: '  extra hot' }] },
    { kind: 'rule', style: 'double' },
    {
      kind: 'row',
      cells: [
        { text: 'Total', width: 'rest', bold: true, high: 2 },
        { text: '€ 9.80', width: 10, align: 'right', bold: true, high: 2 },
      ],
    },
    { kind: 'feed', lines: 1 },
    { kind: 'qr', data: 'https://r.example/t/8f3c1a' },
  ],
};

describe('encodeReceipt', () => {
  it('prints the receipt as laid out, cut, and asks for its confirmation last', () => {
    const { bytes, notEncodable } = encodeReceipt(receipt, { profile: EPSON_80MM, processId: ID });
    const events = print(bytes, EPSON_80MM);
    expect(problems(events)).toEqual([]);
    expect(notEncodable).toEqual([]);
    const total = 'Total'.padEnd(48 - 6) + '€ 9.80';
    expect(linesOf(events).slice(0, 8)).toEqual([
      '              Café Größe',
      '-'.repeat(48),
      `2 x Crème brûlée${' '.repeat(48 - 22)}€ 9.80`,
      '  extra hot',
      '='.repeat(48),
      total,
      '',
      '',
    ]);
    expect(events.filter((event) => event.kind === 'qr')).toEqual([
      { kind: 'qr', data: 'https://r.example/t/8f3c1a' },
    ]);
    expect(events.slice(-2)).toEqual([
      { kind: 'cut', mode: 'full' },
      { kind: 'process-id', id: '0001' },
    ]);
    expect(events.some((event) => event.kind === 'pulse')).toBe(false);
  });

  it('begins with a reset, so that nothing of another job remains', () => {
    const { bytes } = encodeReceipt(receipt, { profile: EPSON_80MM, processId: ID });
    expect(bytesToHex(bytes.slice(0, 2))).toBe('1b40');
  });

  it('asks for confirmation in the way that the printer has', () => {
    const tail = (profile: PrinterProfile): string =>
      bytesToHex(encodeReceipt(paragraph('x'), { profile, processId: ID }).bytes.slice(-11));
    expect(tail(EPSON_80MM)).toBe(bytesToHex(vectorBytes('esc-procid-req')));
    expect(tail(GENERIC_58MM).endsWith('1d7201')).toBe(true);
    expect(tail(ONE_WAY_80MM).endsWith('1d5600')).toBe(true);
  });

  it('normalises typography without reporting it', () => {
    const { bytes, notEncodable } = encodeReceipt(
      paragraph('\u2212\u00a05\u00a0\u201cok\u201d \u2019s \u2022 a\u2013b'),
      {
        profile: GENERIC_58MM,
        processId: ID,
      },
    );
    expect(linesOf(print(bytes, GENERIC_58MM))[0]).toBe('- 5 "ok" \'s * a-b');
    expect(notEncodable).toEqual([]);
  });

  it('prints what it cannot encode visibly, and says so: never a silent question mark', () => {
    const { bytes, notEncodable } = encodeReceipt(
      {
        blocks: [
          { kind: 'feed', lines: 1 },
          { kind: 'text', runs: [{ text: 'Tőke 寿司 שלום 😀' }] },
        ],
      },
      { profile: { ...EPSON_80MM, codePages: EPSON_80MM.codePages.slice(0, 1) }, processId: ID },
    );
    const events = print(bytes, EPSON_80MM);
    expect(problems(events)).toEqual([]);
    const text = linesOf(events).slice(1, 3).join(' ');
    expect(text).toBe('Toke [5BFF][53F8] [05E9][05DC][05D5][05DD] [1F600]');
    expect(text).not.toContain('?');
    expect(notEncodable).toEqual([{ block: 1, text: 'Tőke 寿司 שלום 😀', printedAs: text }]);
  });

  it('never sends the section sign as the control byte that the library makes of it', () => {
    const euro = encodeReceipt(paragraph('\u00a7 19 UStG'), { profile: EPSON_80MM, processId: ID });
    expect(linesOf(print(euro.bytes, EPSON_80MM))[0]).toBe('\u00a7 19 UStG');
    expect(euro.notEncodable).toEqual([]);
    const plain = encodeReceipt(paragraph('\u00a7 19 UStG'), { profile: GENERIC_58MM, processId: ID });
    expect(linesOf(print(plain.bytes, GENERIC_58MM))[0]).toBe('Par. 19 UStG');
    expect(plain.notEncodable).toHaveLength(1);
  });

  it('prints a QR that the printer cannot draw as its text, and says so', () => {
    const blocks: readonly ReceiptBlock[] = [{ kind: 'qr', data: 'HTTPS://X' }];
    const { bytes, notEncodable } = encodeReceipt({ blocks }, { profile: GENERIC_58MM, processId: ID });
    expect(linesOf(print(bytes, GENERIC_58MM))[0]!.trim()).toBe('HTTPS://X');
    expect(notEncodable).toEqual([{ block: 0, text: 'HTTPS://X', printedAs: 'HTTPS://X' }]);
  });

  it('lets no control byte of a name reach the printer', () => {
    const { bytes } = encodeReceipt(paragraph('a\u001bp\u0000\u0019\u0019b\nc\u0010\u0004\u0001\u009b'), {
      profile: EPSON_80MM,
      processId: ID,
    });
    const events = print(bytes, EPSON_80MM);
    expect(events.filter((event) => event.kind === 'pulse' || event.kind === 'real-time')).toEqual([]);
    expect(linesOf(events)[0]).toBe('a p   b c');
  });

  it('marks a copy at its top', () => {
    const { bytes } = encodeReceipt(withBanner(receipt, 'POSSIBLE DUPLICATE'), {
      profile: EPSON_80MM,
      processId: ID,
    });
    expect(linesOf(print(bytes, EPSON_80MM))[0]!.trim()).toBe('** POSSIBLE DUPLICATE **');
  });

  it('cuts every sheet and leaves no blank line at the head of the next', () => {
    const document: ReceiptDocument = {
      blocks: [
        { kind: 'text', runs: [{ text: 'one' }] },
        { kind: 'cut', mode: 'partial' },
        { kind: 'text', runs: [{ text: 'two' }] },
      ],
    };
    const events = print(encodeReceipt(document, { profile: EPSON_80MM, processId: ID }).bytes, EPSON_80MM);
    const cut = events.findIndex((event) => event.kind === 'cut');
    expect(events[cut]).toEqual({ kind: 'cut', mode: 'partial' });
    expect(events[cut + 1]).toMatchObject({ kind: 'line', text: 'two' });
  });

  it('refuses a row that cannot be set on the paper, by name', () => {
    const blocks: readonly ReceiptBlock[] = [
      {
        kind: 'row',
        cells: [
          { text: 'a', width: 30 },
          { text: 'b', width: 'rest' },
          { text: 'c', width: 10 },
        ],
      },
    ];
    const encode = (): unknown => encodeReceipt({ blocks }, { profile: GENERIC_58MM, processId: ID });
    expect(encode).toThrow(Fault);
    expect(encode).toThrow(/does not fit on 32 columns/);
  });

  it('prints, for any document of encodable text on any printer, exactly the text of the document', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PRINTER_PROFILES), fc.infiniteStream(fc.nat()), (profile, stream) => {
        const document = arbitraryDocument(profile, () => stream.next().value);
        const { bytes, lines, notEncodable } = encodeReceipt(document, { profile, processId: ID });
        const events = print(bytes, profile);
        expect(problems(events)).toEqual([]);
        expect(notEncodable).toEqual([]);
        expect(linesOf(events).filter((line) => line !== '')).toEqual(
          textOf(lines).filter((line) => line !== ''),
        );
        // Independently of the layout: every word of the document is on the paper, in order.
        expect(words(linesOf(events).join(' '))).toBe(words(documentText(document)));
      }),
      { numRuns: 200 },
    );
  });

  it('answers any text at all with bytes that the strict interpreter accepts', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PRINTER_PROFILES),
        fc.string({ unit: 'binary', maxLength: 80 }),
        (profile, text) => {
          const { bytes } = encodeReceipt(paragraph(text), { profile, processId: ID });
          expect(problems(print(bytes, profile))).toEqual([]);
          expect(print(bytes, profile).filter((event) => event.kind === 'pulse')).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Text blocks of words from all pages of the profile, in all styles; words are short enough never to be broken. */
function arbitraryDocument(profile: PrinterProfile, next: () => number): ReceiptDocument {
  const alphabet = ['a', 'Z', '0', '-', '(', ...profile.codePages.flatMap(({ page }) => sample(page))];
  const word = (): string =>
    Array.from({ length: 1 + (next() % 7) }, () => alphabet[next() % alphabet.length]!).join('');
  const blocks = Array.from(
    { length: 1 + (next() % 6) },
    (): ReceiptBlock => ({
      kind: 'text',
      align: (['left', 'center', 'right'] as const)[next() % 3]!,
      runs: Array.from({ length: 1 + (next() % 3) }, (_, at) => ({
        text: `${at === 0 ? '' : ' '}${Array.from({ length: 1 + (next() % 9) }, word).join(' ')}`,
        bold: next() % 2 === 0,
        underline: next() % 5 === 0,
        inverted: next() % 5 === 0,
        wide: (1 + (next() % 3)) as Scale,
        high: (1 + (next() % 3)) as Scale,
      })),
    }),
  );
  return { blocks };
}

function sample(page: CodePage): readonly string[] {
  const characters = Array.from({ length: 128 }, (_, at) => decodeByte(0x80 + at, page));
  return characters.filter((character): character is string => {
    // Compatibility characters that NFC rewrites are another page's character afterwards.
    return character !== null && canPrint(character, [page]) && character.normalize('NFC') === character;
  });
}

function documentText(document: ReceiptDocument): string {
  return document.blocks
    .flatMap((block) => (block.kind === 'text' ? block.runs.map((run) => run.text) : []))
    .join(' ');
}

function words(text: string): string {
  return text
    .split(/ +/)
    .filter((part) => part !== '')
    .join('');
}

describe('encodeDrawerPulse', () => {
  it('always sends both times, in units of 2 ms', () => {
    expect(bytesToHex(encodeDrawerPulse({ connector: 'pin-2', onMs: 100, offMs: 500 }))).toBe('1b700032fa');
    expect(bytesToHex(encodeDrawerPulse({ connector: 'pin-5', onMs: 50, offMs: 510 }))).toBe('1b700119ff');
  });

  it('is one pulse to the strict interpreter, followed by its confirmation request', () => {
    const bytes = encodeDrawerJob(
      { connector: 'pin-2', onMs: 120, offMs: 240 },
      { confirmation: 'process-id', processId: ID },
    );
    expect(print(bytes, EPSON_80MM)).toEqual([
      { kind: 'pulse', connector: 'pin-2', onMs: 120, offMs: 240 },
      { kind: 'process-id', id: '0001' },
    ]);
  });

  it.each([0, 49, 511, Number.NaN, -1])('refuses %d ms and names the field', (ms) => {
    const encode = (): unknown => encodeDrawerPulse({ connector: 'pin-2', onMs: 100, offMs: ms });
    expect(encode).toThrow(expect.objectContaining({ code: 'devices/pulse-out-of-range', field: 'offMs' }));
  });
});

describe('processIdOf', () => {
  it('counts in four printable characters and begins anew', () => {
    expect([0, 35, 36, 36 ** 4 - 1, 36 ** 4].map(processIdOf)).toEqual([
      '0000',
      '000Z',
      '0010',
      'ZZZZ',
      '0000',
    ]);
  });
});
