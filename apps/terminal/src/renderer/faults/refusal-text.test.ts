import type { IpcRefusal } from '@beaveros/protocol/ipc';
import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../i18n/en.ts';
import { es } from '../i18n/es.ts';
import { refusalText } from './refusal-text.ts';

const translators = new Map<'en' | 'es', TFunction>();
const say = (language: 'en' | 'es', refusal: IpcRefusal): { title: string; text: string } =>
  refusalText(translators.get(language)!, refusal);

beforeAll(async () => {
  const i18n = i18next.createInstance();
  await i18n.init({
    resources: { en: { app: en }, es: { app: es } },
    defaultNS: 'app',
    interpolation: { escapeValue: false },
  });
  for (const language of ['en', 'es'] as const) translators.set(language, i18n.getFixedT(language));
});

/** One of each code whose sentence has gaps, as the core sends it. */
const WITH_FACTS: readonly IpcRefusal[] = [
  { code: 'auth-user/permission-missing', permission: 'can_reprint' },
  { code: 'core/not-ready', missing: ['stores', 'payment_methods'] },
  { code: 'core/pin-wrong', triesLeft: 2 },
  { code: 'core/pin-locked', secondsLeft: 30 },
  { code: 'order/item-not-for-sale', item: 'i', name: 'Caña' },
  { code: 'order/item-sold-out', item: 'i', name: 'Caña' },
  { code: 'order/too-few-options', modifier: 'm', name: 'Punto', min: 1, chosen: 0 },
  { code: 'order/too-many-options', modifier: 'm', name: 'Punto', max: 2, chosen: 3 },
  { code: 'order/too-large', what: 'lines' },
  { code: 'order/too-many-discounts', max: 8 },
  { code: 'order/coupon-unknown', coupon: 'TWO' },
  { code: 'order/coupon-already-entered', coupon: 'TWO' },
  { code: 'order/coupon-used-up', coupon: 'Two off', usesMax: 100 },
  { code: 'order/label-unreadable', item: 'i', name: 'Jamón', because: 'codes/value-is-zero' },
  { code: 'order/combo-too-few', name: 'Bebida', min: 1 },
  { code: 'order/combo-too-many', name: 'Bebida', max: 2 },
  { code: 'order/reward-already-taken', name: 'Un café' },
  { code: 'order/has-rewards', name: 'Un café' },
  { code: 'service-entity/slot-invalid', slotMinutes: 30 },
  { code: 'service-entity/entity-taken', entity: 'e', name: 'Ventana', startsAt: 1, endsAt: 2 },
  { code: 'service-entity/over-capacity', guests: 7, capacity: 4 },
];

describe('a refusal', () => {
  it('says what is not so and what to do, with its facts in both languages', () => {
    expect(say('en', WITH_FACTS[0]!)).toEqual({
      title: 'You may not print a receipt again',
      text: 'Ask someone who may to sign in with their PIN; the order stays.',
    });
    expect(say('es', WITH_FACTS[1]!).text).toBe(
      'Falta por llegar: la tienda, las formas de pago. Seguirá sola cuando llegue.',
    );
    expect(say('en', WITH_FACTS[6]!)).toEqual({
      title: 'Punto: something is missing',
      text: 'Choose at least 1.',
    });
  });

  it('leaves no gap and no key unfilled, in either language', () => {
    for (const refusal of WITH_FACTS) {
      for (const language of ['en', 'es'] as const) {
        const { title, text } = say(language, refusal);
        expect(`${title} ${text}`).not.toMatch(/\{\{|undefined|refusal\.|permission\.|tooLarge\.|rows\./);
      }
    }
  });

  it('has gaps only where this test knows the facts that fill them', () => {
    const known = new Set<string>(WITH_FACTS.map(({ code }) => code));
    for (const words of [en.refusal, es.refusal]) {
      const gapped = Object.entries(words)
        .filter(([, { title, text }]) => `${title}${text}`.includes('{{'))
        .map(([code]) => code);
      expect(gapped.filter((code) => !known.has(code))).toEqual([]);
    }
  });

  it('names rows that have no words of their own rather than saying nothing', () => {
    expect(say('en', { code: 'core/not-ready', missing: ['price_lists'] }).text).toContain('price_lists');
  });
});
