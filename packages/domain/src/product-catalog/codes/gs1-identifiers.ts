// Every application identifier of the GS1 General Specifications (release 25, section 3), with the format of its data. Facts
// taken from GS1's own Syntax Dictionary (github.com/gs1/gs1-syntax-dictionary at 0344bf4, Apache-2.0), in our notation.

/**
 * One stretch of an identifier's data. `set`: n digits, x the 82 characters of ISO/IEC 646 that GS1 allows, y the 39 of part
 * numbers, z base64 for files and URLs. Characters from `min` to `max`; an optional one may be missing at the end.
 */
export interface DataPart {
  readonly set: 'n' | 'x' | 'y' | 'z';
  readonly min: number;
  readonly max: number;
  readonly isOptional: boolean;
  /** `mod10`: ends with a check digit. `date`: day 00 may stand for the month's last; `day`: it may not. `currency`: ISO 4217. */
  readonly rule: 'none' | 'mod10' | 'date' | 'day' | 'time' | 'currency';
}

export interface Identifier {
  /** Digits as they stand in the code: 2 to 4. */
  readonly ai: string;
  /** What it says, where a till has a use for it. */
  readonly name: Gs1Name | null;
  readonly parts: readonly DataPart[];
  /** Decimals of its number, which the last digit of the identifier gives; null: not a number of that kind. */
  readonly decimals: number | null;
}

// biome-ignore format: a list reads better in lines.
/** What a till or its stock has a use for; weights, lengths and volumes by their unit. */
export type Gs1Name =
  | 'sscc' | 'gtin' | 'contentGtin' | 'lot' | 'produced' | 'due' | 'packed' | 'bestBefore' | 'sellBy' | 'expiry'
  | 'variant' | 'serial' | 'count' | 'contentCount' | 'amount' | 'price' | 'percentOff' | 'pricePerUnit' | 'couponNumber'
  | 'customerPartNumber' | 'additionalId' | 'netWeightKg' | 'netWeightLb' | 'grossWeightKg' | 'grossWeightLb'
  | 'netWeightTroyOz' | 'lengthM' | 'widthM' | 'heightM' | 'areaM2' | 'netVolumeL' | 'netVolumeM3';

// Lines: identifiers (`a-b` a range; `310_5` means 3100 to 3105, its last digit the number of decimals), parts, `=name`.
// A part is a set and a length; `..` up to it; `[ ]` optional; `!` mod 10; `@` date, `#` date with its day, `%` time, `$` currency.
const TABLE = `
00 n18! =sscc
01 n14! =gtin
02 n14! =contentGtin
03 n14!
10 x..20 =lot
11 n6@ =produced
12 n6@ =due
13 n6@ =packed
15 n6@ =bestBefore
16 n6@ =sellBy
17 n6@ =expiry
20 n2 =variant
21 x..20 =serial
22 x..20
235 x..28
240 x..30 =additionalId
241 x..30 =customerPartNumber
242 n..6
243 x..20
250-251 x..30
253 n13! [x..17]
254 x..20
255 n13! [n..12] =couponNumber
30 n..8 =count
310_5 n6 =netWeightKg
311_5 n6 =lengthM
312_5 n6 =widthM
313_5 n6 =heightM
314_5 n6 =areaM2
315_5 n6 =netVolumeL
316_5 n6 =netVolumeM3
320_5 n6 =netWeightLb
321-329_5 n6
330_5 n6 =grossWeightKg
331-337_5 n6
340_5 n6 =grossWeightLb
341-355_5 n6
356_5 n6 =netWeightTroyOz
357_5 n6
360-369_5 n6
37 n..8 =contentCount
390_9 n..15 =amount
391_9 n3$ n..15 =amount
392_9 n..15 =price
393_9 n3$ n..15 =price
394_3 n4 =percentOff
395_5 n6 =pricePerUnit
400 x..30
401 x..30
402 n17!
403 x..30
410-417 n13!
420 x..20
421 n3 x..9
422 n3
423 n..15
424 n3
425 n..15
426 n3
427 x..3
4300-4301 x..35
4302-4306 x..70
4307 x2
4308 x..30
4309 n20
4310-4311 x..35
4312-4316 x..70
4317 x2
4318 x..20
4319 x..30
4320 x..35
4321-4323 n1
4324-4325 n6@ n4%
4326 n6#
4330-4333 n6 [x1]
7001 n13
7002 x..30
7003 n6# n4%
7004 n..4
7005 x..12
7006 n6#
7007 n6# [n6#]
7008 x..3
7009 x..10
7010 x..2
7011 n6# [n4%]
7020-7022 x..20
7023 x..30
7030-7039 n3 x..27
7040 n1 x3
7041 x..4
710-716 x..20
7230-7239 x2 x..28
7240 x..20
7241 n2
7242 x..25
7250 n8
7251 n12
7252 n1
7253-7254 x..40
7255 x..10
7256 x..90
7257 x..70
7258 x3
7259 x..40
8001 n14
8002 x..20
8003 n14! [x..16]
8004 x..30
8005 n6
8006 n14! n4
8007 x..34
8008 n8 [n..4]
8009 x..50
8010 y..30
8011 n..12
8012 x..20
8013-8014 x..25
8017-8018 n18!
8019 n..10
8020 x..25
8026 n14! n4
8030 z..90
8110 x..70
8111 n4
8112 x..70
8200 x..70
90 x..30
91-99 x..90
`;

const RULES: Readonly<Record<string, DataPart['rule']>> = {
  '!': 'mod10',
  '@': 'date',
  '#': 'day',
  '%': 'time',
  $: 'currency',
};

const IDENTIFIERS: ReadonlyMap<string, Identifier> = new Map(
  TABLE.trim()
    .split('\n')
    .flatMap(identifiersOf)
    .map((identifier) => [identifier.ai, identifier]),
);

/** The identifier that begins here. No identifier begins with another, so there is at most one. */
export function identifierAt(text: string, at: number): Identifier | undefined {
  for (const length of [2, 3, 4]) {
    const found = IDENTIFIERS.get(text.slice(at, at + length));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Identifiers whose first two digits fix their length: no separator has to follow (General Specifications, figure 7.8.5-2). */
const PREDEFINED = /^(?:0[0-4]|1[1-9]|20|3[1-6]|41)/;

export function hasPredefinedLength({ ai }: Identifier): boolean {
  return PREDEFINED.test(ai);
}

/** Characters of its data: fewest and most. */
export function lengthsOf({ parts }: Identifier): { readonly min: number; readonly max: number } {
  const sum = (lengths: readonly number[]) => lengths.reduce((all, each) => all + each, 0);
  return {
    min: sum(parts.map(({ min, isOptional }) => (isOptional ? 0 : min))),
    max: sum(parts.map(({ max }) => max)),
  };
}

function identifiersOf(line: string): readonly Identifier[] {
  const [range = '', ...rest] = line.split(' ');
  const name = rest.find((word) => word.startsWith('='))?.slice(1);
  const parts = rest.filter((word) => !word.startsWith('=')).map(partOf);
  const [ais = '', decimalsMax] = range.split('_');
  const [from = '', to = from] = ais.split('-');
  const facts = { name: (name as Gs1Name | undefined) ?? null, parts };
  const identifiers: Identifier[] = [];
  for (let ai = Number(from); ai <= Number(to); ai += 1) {
    const digits = String(ai).padStart(from.length, '0');
    if (decimalsMax === undefined) identifiers.push({ ai: digits, ...facts, decimals: null });
    else
      for (let decimals = 0; decimals <= Number(decimalsMax); decimals += 1)
        identifiers.push({ ai: `${digits}${decimals}`, ...facts, decimals });
  }
  return identifiers;
}

function partOf(text: string): DataPart {
  const [, set, upTo, length, mark] = /^\[?([nxyz])(\.\.)?(\d+)([!@#%$])?\]?$/.exec(text)!;
  const max = Number(length);
  return {
    set: set as DataPart['set'],
    min: upTo === undefined ? max : 1,
    max,
    isOptional: text.startsWith('['),
    rule: mark === undefined ? 'none' : RULES[mark]!,
  };
}
