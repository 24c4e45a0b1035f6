import * as z from 'zod';

/** One line of the table in design.md section 8. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  /** In words, as the table has it. */
  readonly budget: string;
  /** What has to stand before it can be measured; made once for all rows that need it. */
  readonly needs: readonly Need[];
  /** Why it cannot be measured yet; such a row is shown, and does not count. */
  readonly missing?: string;
}

/**
 * `till`: a till's folder with 100,000 items. `sold-till`: the same with a journal of 120,000 entries. `postgres`: a server
 * with full durability. `cloud`: all services in one process on it, and a tenant with 100,000 items. `two-tills`: the
 * folders of two tills of a restaurant with a kitchen. `screens`: the screens as they ship.
 */
export type Need = 'till' | 'sold-till' | 'postgres' | 'cloud' | 'two-tills' | 'screens';

export const zMeasured = z.strictObject({
  value: z.number().nullable(),
  /** What the machine can do at best, by the same run. */
  baseline: z.number().nullable(),
  /** Value by baseline, as the budget counts it. */
  ratio: z.number().nullable(),
  ok: z.boolean(),
  why: z.string(),
});
/** What a row's measurement came to. */
export type Measured = z.output<typeof zMeasured>;

/** What stands when a row is measured; the row's process gets it as JSON. */
export const zStage = z.strictObject({
  /** A folder of this run, on a disk. */
  work: z.string(),
  bundles: z.record(z.string(), z.string()),
  till: z.string().nullable(),
  soldTill: z.string().nullable(),
  twoTills: z.tuple([z.string(), z.string()]).nullable(),
  /** What BEAVER_SCREENS_DIR names. */
  screens: z.string().nullable(),
  /** Executable of the browser that shows them. */
  chromium: z.string().nullable(),
  /** Superuser's connection string. */
  postgresUrl: z.string().nullable(),
  cloud: z
    .strictObject({
      url: z.string(),
      pid: z.int(),
      tenant: z.string(),
      storeId: z.string(),
      /** Of the one till the shop is seeded with. */
      terminalId: z.string(),
    })
    .nullable(),
});
export type Stage = z.output<typeof zStage>;

export type Measure = (stage: Stage) => Promise<Measured>;
