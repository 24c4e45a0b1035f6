import type { LineTax } from '../line.ts';
import type { TaxRule } from '../model.ts';

/** A captured tax as the engine takes it: `priceLine` and `price` agree on it to the unit (one-engine.test.ts). */
export function toTaxRule({ tax, ratePpm, mode, compound }: LineTax): TaxRule {
  return {
    tax,
    mode,
    amount: { kind: 'percent', ratePpb: ratePpm * 1_000 },
    joinsLaterBases: false,
    takesJoinedBases: true,
    isCompound: compound,
    isReverseCharge: false,
  };
}
