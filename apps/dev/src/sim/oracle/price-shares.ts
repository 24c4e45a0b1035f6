import { halfDown, type LineAsked, markedPrice, rounded, size, sumOf, type Taxed, taxedAt } from './price.ts';

/** A line as `price_order` is asked of it, with what rules look at. */
export interface RuledLineAsked extends LineAsked {
  readonly line: string;
  readonly item: string;
  readonly categories: readonly string[];
  /** What the catalogue asked for one unit. */
  readonly list: number;
  /** Worth its face: nothing is taken off it, and no percentage counts it. */
  readonly isFace: boolean;
  readonly taxes: readonly (LineAsked['taxes'][number] & { readonly tax: string })[];
}

/**
 * A line while rules take from it. A price can fall in two ways: on the shelf, before it is taxed, or behind the taxes, each
 * of which then gives its part back.
 */
export interface LineAtWork<Asked extends RuledLineAsked = RuledLineAsked> {
  readonly asked: Asked;
  /** Its place in the order: where two have the same claim, the first. */
  readonly at: number;
  shelf: bigint;
  /** After what hands took off the line, before any rule. */
  before: bigint;
  readonly back: { net: bigint; readonly taxes: bigint[] };
}

export function lineAtWork<Asked extends RuledLineAsked>(asked: Asked, at: number): LineAtWork<Asked> {
  const shelf = markedPrice(asked);
  return { asked, at, shelf, before: shelf, back: { net: 0n, taxes: asked.taxes.map(() => 0n) } };
}

/** Net and taxes as things stand. */
export function amountsOf({ asked, shelf, back }: LineAtWork): Taxed {
  const { net, taxes } = taxedAt(shelf, asked.taxes);
  return { net: net - back.net, taxes: taxes.map((tax, at) => tax - back.taxes[at]!) };
}

/** As the shelf would show it now. */
export function priceOf({ asked, shelf, back }: LineAtWork): bigint {
  return shelf - back.net - sumOf(back.taxes.filter((_, at) => asked.taxes[at]!.mode === 'included'));
}

/** With all taxes. */
export function grossOf(line: LineAtWork): bigint {
  const { net, taxes } = amountsOf(line);
  return net + sumOf(taxes);
}

export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

export function whole(n: bigint): Fraction {
  return { n, d: 1n };
}

function add(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

/** A line, or some of its units, from which a rule takes: what it counts, and the most it can take. */
export interface Slice {
  readonly line: LineAtWork;
  readonly base: Fraction;
  readonly room: bigint;
}

/** What is taken of a slice; `claim`: before it was whole. */
export interface Part {
  readonly line: LineAtWork;
  readonly amount: bigint;
  readonly claim: Fraction;
}

/** A whole amount in whole parts, by weight; what does not divide, one each to the largest fractions, the first line first. */
function handedOut(
  sum: bigint,
  claims: readonly { readonly at: number; readonly weight: Fraction }[],
): readonly bigint[] {
  if (claims.length === 1) return [sum];
  const common = claims.reduce((product, { weight }) => product * weight.d, 1n);
  const weights = claims.map(({ weight }) => weight.n * (common / weight.d));
  const sign = sumOf(weights) < 0n ? -1n : 1n;
  // What stands against the sum has no claim; where nothing weighs anything, all claim alike.
  const isNothing = weights.every((weight) => weight === 0n);
  const wanted = weights.map((weight) => (isNothing ? 1n : sign * weight > 0n ? sign * weight : 0n));
  const all = sumOf(wanted);
  const parts = wanted.map((each) => (size(sum) * each) / all);
  const rests = wanted.map((each, place) => size(sum) * each - parts[place]! * all);
  const queue = wanted.flatMap((each, place) => (each > 0n ? [place] : []));
  queue.sort((a, b) =>
    rests[a] === rests[b] ? claims[a]!.at - claims[b]!.at : rests[a]! > rests[b]! ? -1 : 1,
  );
  for (const place of queue.slice(0, Number(size(sum) - sumOf(parts)))) parts[place]! += 1n;
  return sum < 0n ? parts.map((part) => -part) : parts;
}

/** In all, by what each slice counts; never more than there is. */
export function takeSum(slices: readonly Slice[], sum: bigint): readonly Part[] {
  const open = slices.filter(({ room }) => room > 0n);
  const most = sumOf(open.map(({ room }) => room));
  const amount = sum < most ? sum : most;
  if (amount <= 0n) return [];
  const parts = handedOut(
    amount,
    open.map(({ line, base }) => ({ at: line.at, weight: base })),
  );
  return open.map(({ line }, place) => ({ line, amount: parts[place]!, claim: whole(parts[place]!) }));
}

/** Of each slice its claim, whole; `asOne`: lines that are taxed alike round together. */
export function takeClaims(
  slices: readonly Slice[],
  claims: readonly Fraction[],
  { asOne }: { readonly asOne: boolean },
): readonly Part[] {
  const amounts = claims.map(({ n, d }) => halfDown(n, d));
  if (asOne)
    for (const places of alike(slices)) {
      const { n, d } = places.map((at) => claims[at]!).reduce(add);
      const parts = handedOut(
        halfDown(n, d),
        places.map((at) => ({ at: slices[at]!.line.at, weight: claims[at]! })),
      );
      places.forEach((at, place) => void (amounts[at] = parts[place]!));
    }
  return slices.map(({ line, room }, at) => {
    const wanted = amounts[at]!;
    const isTooMuch = room < 0n ? wanted < room : wanted > room;
    return isTooMuch
      ? { line, amount: room, claim: whole(room) }
      : { line, amount: wanted, claim: claims[at]! };
  });
}

/** Off the shelf price, which is taxed anew. */
export function takeOffShelf(parts: readonly Part[]): void {
  for (const { line, amount } of parts) line.shelf -= amount;
}

/** A millionth of a minor unit is the finest a weight says. */
const FINEST = 1_000_000n;

/** Behind the taxes: of lines that are taxed alike each tax gives its share, whole, and the net gives the rest. */
export function takeBehindTaxes(parts: readonly Part[]): void {
  for (const places of alike(parts)) {
    const group = places.map((at) => parts[at]!);
    if (group.every(({ amount }) => amount === 0n)) continue;
    const values = group.map(({ line }) => grossOf(line));
    const running = group.map(({ line }) => amountsOf(line).taxes);
    const value = sumOf(values);
    const claim = group.map((part) => part.claim).reduce(add);
    const given = group.map((): bigint[] => []);
    group[0]!.line.asked.taxes.forEach((_, tax) => {
      const all = sumOf(running.map((taxes) => taxes[tax]!));
      const [n, d] = [all * claim.n, claim.d * value];
      const share = value === 0n ? 0n : rounded(d < 0n ? -n : n, size(d));
      const shares = handedOut(
        share,
        group.map(({ line, amount }, at) => {
          const weight = values[at] === 0n ? 0n : (running[at]![tax]! * amount * FINEST) / values[at]!;
          return { at: line.at, weight: whole(weight) };
        }),
      );
      shares.forEach((part, at) => given[at]!.push(part));
    });
    group.forEach(({ line: { back }, amount }, at) => {
      given[at]!.forEach((part, tax) => void (back.taxes[tax]! += part));
      back.net += amount - sumOf(given[at]!);
    });
  }
}

/** The places of what is taxed alike, in order of first appearance. */
function alike(of: readonly { readonly line: LineAtWork }[]): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  of.forEach(({ line }, at) => {
    const key = JSON.stringify(
      line.asked.taxes.map(({ tax, ratePpm, mode, compound }) => [tax, ratePpm, mode, compound]),
    );
    groups.set(key, [...(groups.get(key) ?? []), at]);
  });
  return [...groups.values()];
}
