import { compared, type Exact, exact, minus, NOTHING, over, plus, times } from '../exact.ts';
import type { StageLine } from '../model.ts';
import { byUnitPrice, floorOf, roomOfUnits, short, type Slice, type Terms, wholeLine } from './slices.ts';

/** Units that a promotion has given already, and what is left of them. */
interface GivenUnits {
  readonly quantityMicro: bigint;
  readonly left: Exact;
}

const NOTHING_GIVEN: GivenUnits = { quantityMicro: 0n, left: NOTHING };

/**
 * Which units of each line were singled out (free, the cheapest): a later promotion for units takes others first, and
 * sees them at their full price. Lives as long as one run over the promotions of an order.
 */
export class UnitLedger {
  readonly #given = new Map<number, GivenUnits>();

  /** The cheapest units of some lines; within a line those that nobody was given yet come first. */
  cheapest(lines: readonly StageLine[], unitsMicro: bigint, terms: Terms): readonly Slice[] {
    const slices: Slice[] = [];
    let wanted = unitsMicro;
    for (const line of byUnitPrice(lines, 'cheapest')) {
      const whole = wholeLine(line, terms);
      const given = this.#given.get(line.position) ?? NOTHING_GIVEN;
      const fresh = whole.units.quantityMicro - given.quantityMicro;
      const parts = [
        { kind: 'fresh', of: fresh, left: minus(whole.left, given.left) },
        { kind: 'given', of: given.quantityMicro, left: given.left },
      ] as const;
      let { room } = whole;
      for (const { kind, of, left } of parts) {
        if (wanted <= 0n || of <= 0n || left.n <= 0n) continue;
        const taken = of < wanted ? of : wanted;
        wanted -= taken;
        const value = short(taken === of ? left : times(left, exact(taken, of)), terms);
        const share = exact(taken, whole.units.quantityMicro);
        const base = terms.base === 'running' ? value : times(whole.base, share);
        const floor = times(floorOf(line, whole.left, terms), share);
        // Two parts of a line, each rounded up, do not give more than the line has.
        const own = lesser(roomOfUnits(value, floor, terms), room);
        room = minus(room, own);
        slices.push({ line, base, left: value, room: own, units: { kind, quantityMicro: taken } });
      }
    }
    return slices;
  }

  /** Notes what was taken of a slice, before the line is adjusted. */
  note({ line, left, units }: Slice, amount: Exact): void {
    const given = this.#given.get(line.position) ?? NOTHING_GIVEN;
    if (units.kind === 'fresh') {
      this.#set(
        line,
        given.quantityMicro + units.quantityMicro,
        plus(given.left, atLeastNothing(minus(left, amount))),
      );
    } else if (units.kind === 'given') {
      this.#set(line, given.quantityMicro, minus(given.left, amount));
    } else if (given.left.n > 0n && left.n > 0n) {
      // A discount on the line lies on all its units alike.
      this.#set(line, given.quantityMicro, times(given.left, over(minus(left, amount), left)));
    }
  }

  #set({ position }: StageLine, quantityMicro: bigint, left: Exact): void {
    this.#given.set(position, { quantityMicro, left: atLeastNothing(left) });
  }
}

function lesser(a: Exact, b: Exact): Exact {
  return compared(a, b) < 0 ? a : b;
}

/** Rounding can take a fraction of a step more of some units than they are worth. */
function atLeastNothing(value: Exact): Exact {
  return value.n < 0n ? NOTHING : value;
}
