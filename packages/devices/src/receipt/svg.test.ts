import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceiptDocument } from './document.ts';
import { type LaidOut, layoutReceipt, type Span } from './layout.ts';
import { receiptSvg } from './svg.ts';

const COLUMNS = 32;

function draw(...blocks: ReceiptDocument['blocks']): string {
  return receiptSvg(layoutReceipt({ blocks }, COLUMNS), { columns: COLUMNS, title: 'Receipt T1-1' });
}

/** Every `<text>` as its attributes and its words. */
function textsOf(svg: string): readonly { readonly place: string; readonly words: string }[] {
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, place, words]) => ({
    place: place!,
    words: words!,
  }));
}

const xOf = (svg: string, words: string): number =>
  Number(/x="([\d.]+)"/.exec(textsOf(svg).find((text) => text.words === words)!.place)![1]);

describe('receiptSvg', () => {
  it('sets columns under each other, each word to its width', () => {
    const row = (name: string, price: string) =>
      ({
        kind: 'row',
        cells: [
          { text: name, width: 'rest' },
          { text: price, width: 8, align: 'right' },
        ],
      }) as const;
    const svg = draw(row('Tea', '2.50'), row('Hot chocolate', '12.50'));
    // Right-aligned: the shorter price begins one column, 8 units, further in.
    expect(xOf(svg, '2.50') - xOf(svg, '12.50')).toBe(8);
    expect(xOf(svg, 'chocolate') - xOf(svg, 'Hot')).toBe(4 * 8);
    for (const { place, words } of textsOf(svg))
      expect(place).toContain(`textLength="${words.length * 8}" lengthAdjust="spacingAndGlyphs"`);
  });

  it('shows size, weight, inversion and underline', () => {
    const svg = draw(
      { kind: 'text', runs: [{ text: 'TOTAL', bold: true, wide: 2, high: 2 }] },
      { kind: 'text', runs: [{ text: 'PAID', inverted: true }] },
      { kind: 'text', runs: [{ text: 'seen', underline: true }] },
    );
    const [total, paid] = textsOf(svg);
    expect(total!.place).toMatch(/^transform="translate\(20 \d+\) scale\(2 2\)" .*font-weight="700"$/);
    expect(paid!.place).toContain('fill="#ffffff"');
    expect(svg).toMatch(/<rect x="20" y="\d+" width="32" height="19" fill="#1b1b1b"\/>\n<text [^>]*>PAID/);
    expect(svg).toMatch(/seen<\/text>\n<rect x="20" y="\d+" width="32" height="1" fill="#1b1b1b"\/>/);
  });

  it('tears each sheet off where it is cut', () => {
    const svg = draw(
      { kind: 'text', runs: [{ text: 'first' }] },
      { kind: 'cut', mode: 'partial' },
      { kind: 'text', runs: [{ text: 'second' }] },
    );
    expect(svg.match(/<path d="M0 /g)).toHaveLength(2);
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
    expect(receiptSvg([], { columns: COLUMNS, title: '' })).toContain('</svg>');
  });

  it('shows a QR code at the size it is printed, run by run, and a frame where none can hold the words', () => {
    const svg = draw({ kind: 'qr', data: 'T1', errorCorrection: 'h' });
    // 21 modules of 6 dots, 8 units of the picture to 12 dots; centred on 32 columns and two margins.
    expect(svg).toContain('<path transform="translate(106 29.5) scale(4)"');
    expect(svg).toContain('d="M0 0h7v1h-7zM9 0h1v1h-1zM12 0h1v1h-1zM14 0h7v1h-7zM0 1h1v1h-1z');
    expect(draw({ kind: 'qr', data: 'x'.repeat(3_000) })).toMatch(/<rect [^>]*fill="none"/);
  });

  it('says its words to who cannot see it', () => {
    const svg = draw({ kind: 'text', align: 'center', runs: [{ text: 'Casa  <Castor> & Co' }] });
    expect(svg).toContain('role="img"');
    expect(svg).toContain('<title>Receipt T1-1</title>\n<desc>Casa &lt;Castor&gt; &amp; Co</desc>');
  });

  it('is well-formed whatever stands on the paper, and holds nothing that runs or is fetched', () => {
    const scale = fc.constantFrom(1, 2, 3, 8);
    // Lone surrogates, control characters and markup among ordinary text.
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
        .map((units) => String.fromCharCode(...units)),
      fc.constantFrom('</text>', ']]>', '<script>', '&amp;', '"\'', '<!--', '\u0000', '\ud800', '\ufffe'),
    );
    const span = fc.record({
      text,
      bold: fc.boolean(),
      underline: fc.boolean(),
      inverted: fc.boolean(),
      wide: scale,
      high: scale,
    }) as fc.Arbitrary<Span>;
    const line: fc.Arbitrary<LaidOut> = fc.oneof(
      fc.record({ kind: fc.constant('line' as const), spans: fc.array(span, { maxLength: 4 }) }),
      fc.record({
        kind: fc.constant('qr' as const),
        qr: fc.record({ kind: fc.constant('qr' as const), data: text }),
      }),
      fc.record({
        kind: fc.constant('cut' as const),
        mode: fc.constantFrom('full' as const, 'partial' as const),
      }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), text, (lines, title) => {
        const svg = receiptSvg(lines, { columns: COLUMNS, title });
        expect(problemOf(svg)).toBeNull();
        expect(svg).not.toMatch(/<(?!\/?(?:svg|title|desc|g|rect|path|text)[\s>/])/);
        expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/<[^>]*(?:href|url\(|\son\w+=)/);
      }),
      { seed: 20_261_122, numRuns: 200 },
    );
  });
});

/** What a parser of XML 1.0 would not take; null when it takes all. Knows elements, attributes, text and entities. */
function problemOf(xml: string): string | null {
  const wrong = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.exec(xml);
  if (wrong !== null) return `character ${wrong[0].codePointAt(0)}`;
  const open: string[] = [];
  const tokens =
    /<(\/?)([a-z]+)((?:\s+[a-zA-Z-]+="(?:[^<&"]|&(?:amp|lt|gt|quot|#39);)*")*)\s*(\/?)>|([^<]+)|</gy;
  for (const [token, closes, name, attributes, isEmpty, text] of xml.matchAll(tokens)) {
    if (token === '<') return 'a < that opens nothing';
    if (text !== undefined) {
      if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(text) || text.includes(']]>')) return `text ${text}`;
      if (open.length === 0 && text.trim() !== '') return 'text outside';
      continue;
    }
    const names = [...attributes!.matchAll(/([a-zA-Z-]+)=/g)].map(([, each]) => each);
    if (new Set(names).size < names.length) return `an attribute twice in ${name}`;
    if (closes === '/' && open.pop() !== name) return `</${name}> closes another`;
    if (closes === '' && isEmpty === '') open.push(name!);
  }
  return open.length === 0 ? null : `${open.at(-1)} is not closed`;
}
