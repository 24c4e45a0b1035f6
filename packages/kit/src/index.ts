export { assert, Defect, unreachable } from './assert.ts';
export { bytesToHex, equalBytes, hexToBytes, isHex, utf8Length, utf8ToBytes } from './bytes.ts';
export { decimalToScaled, scaledToDecimal } from './decimal.ts';
export { Fault, type FaultOptions, isFault } from './fault.ts';
export { grouped } from './grouped.ts';
export { sha256 } from './hash.ts';
export { derivedId, ID_PATTERN, type Id, id, idMinter, isId, type NewId, uuidV7 } from './id.ts';
export {
  type AmountMinor,
  amountMinor,
  type Currency,
  extend,
  MICRO,
  negate,
  ONE,
  proportion,
  type QuantityMicro,
  quantityMicro,
  type RatePpm,
  ratePpm,
  sum,
  type UnitPriceMicro,
  unitPriceMicro,
  ZERO,
} from './money.ts';
export type { Random } from './random.ts';
export { ok, type Refusal, type Result, refuse } from './result.ts';
export { ROUNDING_MODES, type RoundingMode, roundQuotient } from './rounding.ts';
export {
  type BusinessDate,
  businessDate,
  type Clock,
  type Instant,
  instant,
  isBusinessDate,
} from './time.ts';
