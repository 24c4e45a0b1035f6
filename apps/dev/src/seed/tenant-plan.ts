import type { PriceRuleBody } from '@beaveros/protocol/gateway';

// What a tenant is seeded with, as a person would write it down: names for references, decimals as text.

/** Roles by the names of the templates. */
export type RoleName = 'Admin' | 'Manager' | 'POS Operator' | 'Kitchen Staff' | 'Service Personnel';

export interface PersonPlan {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: RoleName;
  readonly pin: string;
}

export interface TaxPlan {
  readonly name: string;
  /** Decimal of 1: `0.10` is 10 %. */
  readonly rate: string;
  readonly mode: 'included' | 'excluded';
}

export interface ModifierPlan {
  readonly name: string;
  readonly selectionType: 'single' | 'multiple';
  readonly minOptions: number;
  readonly maxOptions: number;
  /** Name and surcharge. */
  readonly options: readonly (readonly [name: string, price: string])[];
}

export interface ItemPlan {
  readonly name: string;
  readonly sku: string;
  readonly price: string;
  readonly category: string;
  readonly taxes: readonly string[];
  readonly modifiers: readonly string[];
  readonly barcodes: readonly string[];
  /** A file of `apps/dev/data/pictures`, without `.webp`. */
  readonly picture?: string;
}

export interface CategoryPlan {
  readonly name: string;
  readonly color: string | null;
}

/** What a rule is about: names in a plan, ids in the terms that are made of it. */
export interface RuleMatter {
  readonly items: readonly string[];
  readonly categories: readonly string[];
  readonly taxes: readonly string[];
}

/** A price rule. Its names are data; its terms are made when they have ids. */
export interface RulePlan extends RuleMatter {
  readonly name: string;
  /** ISO: Monday 1 to Sunday 7; null: every day. */
  readonly weekdays: readonly number[] | null;
  /** Minutes since midnight; null: all day. */
  readonly times: readonly { readonly fromMinute: number; readonly toMinute: number }[] | null;
  readonly isActive: boolean;
  readonly terms: (ids: RuleMatter) => Pick<PriceRuleBody, 'kind' | 'rule'>;
}

export interface TillPlan {
  readonly code: string;
  readonly name: string;
  readonly kind: 'till' | 'kitchen';
}

export interface AreaPlan {
  readonly name: string;
  /** Name and seats of its tables. */
  readonly tables: readonly (readonly [name: string, seats: number])[];
}

export interface StationPlan {
  readonly name: string;
  readonly categories: readonly string[];
}

export interface StagePlan {
  readonly name: string;
  readonly isFinal: boolean;
}

export interface TenantPlan {
  readonly slug: string;
  readonly name: string;
  readonly admin: {
    readonly username: string;
    readonly password: string;
    readonly firstName: string;
    readonly lastName: string;
  };
  readonly store: {
    readonly code: string;
    readonly name: string;
    readonly timeZone: string;
    readonly dayStartMinutes: number;
    readonly currency: { readonly code: string; readonly exponent: number };
    readonly language: string;
    readonly address: string;
    readonly receiptHeader: string;
    readonly receiptFooter: string;
  };
  readonly terminals: readonly TillPlan[];
  readonly people: readonly PersonPlan[];
  readonly paymentMethods: readonly (readonly [name: string, type: 'cash' | 'card'])[];
  readonly areas: readonly AreaPlan[];
  readonly stages: readonly StagePlan[];
  readonly stations: readonly StationPlan[];
  readonly taxes: readonly TaxPlan[];
  readonly modifiers: readonly ModifierPlan[];
  readonly categories: readonly CategoryPlan[];
  readonly items: readonly ItemPlan[];
  readonly rules: readonly RulePlan[];
}
