import { assert, type Currency, decimalToScaled } from '@beaveros/kit';

/** An amount of the API as screens format it. */
export interface MinorAmount {
  readonly minor: number;
  readonly currency: Currency;
}

/** Amounts come with exactly the decimals of their currency (`amountToText` of protocol), so the text names the exponent. */
export function amountOf(text: string, currency: string): MinorAmount {
  const exponent = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
  const minor = decimalToScaled(text, exponent);
  assert(minor !== null, `not an amount: ${text}`);
  return { minor, currency: { code: currency, exponent } };
}

/** Prices, quantities and rates of the API as integers of 10^-6. */
export function microOf(text: string): number {
  const micro = decimalToScaled(text, 6);
  assert(micro !== null, `not a decimal of six digits: ${text}`);
  return micro;
}
