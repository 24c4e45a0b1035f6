import { EPSON_80MM, encodeReceipt, processIdOf } from '@beaveros/devices';
import { amountMinor } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { DOCUMENT, idOf, STORE } from './_paper-fixture.ts';
import { closePaper } from './paper.ts';
import { receiptOf, receiptPicture } from './receipt.ts';

const NOT_ENCODED = { profile: EPSON_80MM, processId: processIdOf(1) };

function linesOf(document: ReturnType<typeof receiptOf>): string[] {
  return encodeReceipt(document, NOT_ENCODED).lines.flatMap((line) =>
    line.kind === 'line'
      ? [
          line.spans
            .map((span) => span.text)
            .join('')
            .trimEnd(),
        ]
      : [],
  );
}

describe('receiptOf', () => {
  it('says what the document says, in columns', () => {
    const lines = linesOf(receiptOf(closePaper(DOCUMENT), STORE));
    expect(lines).toContain('T1-1-000042  2026-11-22 13:05:09');
    expect(lines).toContain('T1-7  Mesa 4  Ana');
    expect(lines.some((line) => /^ *2 +Hamburguesa.* +25,00$/.test(line))).toBe(true);
    expect(lines.some((line) => /^ +@ 12,50$/.test(line))).toBe(true);
    expect(lines.some((line) => /^ +\+ Al punto$/.test(line))).toBe(true);
    expect(lines.some((line) => /^-0,25 +Aceitunas +-2,00$/.test(line))).toBe(true);
    expect(lines.some((line) => /^IVA 10% incl\. +2,09$/.test(line))).toBe(true);
    expect(lines.some((line) => /^TOTAL EUR +23,00$/.test(line))).toBe(true);
    expect(lines.some((line) => /^Efectivo +25,00$/.test(line))).toBe(true);
    expect(lines.some((line) => /^Cambio +2,00$/.test(line))).toBe(true);
  });

  it('says what was taken off, charged, tipped and rounded, each where it belongs', () => {
    const [first] = DOCUMENT.lines;
    const rule = idOf('regular');
    const lines = linesOf(
      receiptOf(
        closePaper({
          ...DOCUMENT,
          lines: [
            {
              ...first!,
              discounts: [{ source: 'line', rule, name: 'Cliente fijo', amount: amountMinor(-250) }],
            },
          ],
          charges: [
            {
              charge: idOf('service'),
              name: 'Servicio',
              net: amountMinor(100),
              taxes: [],
              total: amountMinor(100),
            },
          ],
          tips: amountMinor(150),
          rounding: amountMinor(-2),
        }),
        STORE,
      ),
    );
    expect(lines.some((line) => /^ +Cliente fijo -2,50$/.test(line))).toBe(true);
    expect(lines.some((line) => /^Servicio +1,00$/.test(line))).toBe(true);
    expect(lines.some((line) => /^Propina +1,50$/.test(line))).toBe(true);
    expect(lines.some((line) => /^Redondeo +-0,02$/.test(line))).toBe(true);
  });

  it("speaks the store's language, and English where it has no words of it", () => {
    const change = (language: string) =>
      linesOf(receiptOf(closePaper(DOCUMENT), { ...STORE, language })).find((line) => / 2[.,]00$/.test(line));
    expect(
      ['es-MX', 'en-GB', 'EN', 'fr', 'constructor'].map((language) => change(language)?.split(' ')[0]),
    ).toEqual(['Cambio', 'Change', 'Change', 'Change', 'Change']);
  });

  it('shows the paper as a picture', () => {
    const svg = receiptPicture(closePaper(DOCUMENT), { store: STORE, profile: EPSON_80MM });
    expect(svg).toContain('<title>Recibo T1-1-000042</title>');
    expect(svg).toContain('>Cambio</text>');
    expect(svg).toMatch(/<text transform="[^"]* scale\(1 2\)"[^>]*font-weight="700">23,00<\/text>/);
  });

  it('can be said whole by an 80 mm printer', () => {
    expect(encodeReceipt(receiptOf(closePaper(DOCUMENT), STORE), NOT_ENCODED).notEncodable).toEqual([]);
  });

  it('still prints without the store row, which may not have come down', () => {
    const lines = linesOf(receiptOf(closePaper(DOCUMENT), undefined));
    expect(lines[0]).toBe('T1-1-000042  2026-11-22 13:05:09');
  });
});
