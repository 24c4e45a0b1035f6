import { existsSync, readFileSync } from 'node:fs';
import { Fault } from '@beaveros/kit';
import * as z from 'zod';

/** More windows than this on one machine is a slip in a file. */
const WINDOWS_MAX = 4;

const zSettings = z.strictObject({
  /** Full screen without a way out but the settings file and the operating system. */
  isKiosk: z.boolean().default(false),
  /** One window each, on the display of that number where it exists, else on the first. */
  windows: z
    .array(z.strictObject({ kind: z.enum(['till', 'kitchen']), display: z.int().min(0).max(15).default(0) }))
    .min(1)
    .max(WINDOWS_MAX)
    .default([{ kind: 'till', display: 0 }]),
});

/** What the person who sets a machine up writes into `settings.json` of the app's data folder. */
export type Settings = z.output<typeof zSettings>;
export type WindowSettings = Settings['windows'][number];

/** Without a file: one till window, no kiosk. Fault `shell/settings-invalid` names the field. */
export function readSettings(path: string): Settings {
  if (!existsSync(path)) return zSettings.parse({});
  const parsed = zSettings.safeParse(parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new Fault('shell/settings-invalid', `${path}: ${field}: ${issue?.message ?? 'invalid'}`, { field });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
