import { AGE_LIMITS, type AgeLimits } from '../board/ages.ts';

export type Density = 'roomy' | 'dense';

/** What this screen was told by the people who use it. Kept on this machine; no till knows it. */
export interface Settings {
  readonly limits: AgeLimits;
  readonly density: Density;
  readonly hasSound: boolean;
  /** A station's id; null: all of them, as the expeditor sees them. */
  readonly station: string | null;
  readonly hasAllDay: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  limits: AGE_LIMITS,
  density: 'roomy',
  hasSound: true,
  station: null,
  hasAllDay: false,
};

const KEY = 'beaveros.kitchen.settings';
/** Longer than any dish; a limit is a number of two digits on the screen. */
export const LIMIT_MINUTES_MAX = 90;

/** The limits a person asked for, with late always behind warn. */
export function limitsOf({ warnMinutes, lateMinutes }: AgeLimits): AgeLimits {
  const within = (minutes: number, least: number): number =>
    Math.min(LIMIT_MINUTES_MAX, Math.max(least, Math.round(minutes)));
  const warn = Math.min(within(warnMinutes, 1), LIMIT_MINUTES_MAX - 1);
  return { warnMinutes: warn, lateMinutes: within(lateMinutes, warn + 1) };
}

export function loadSettings(storage: Pick<Storage, 'getItem'>): Settings {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? '{}') as Partial<Settings> | null;
    const { limits, density, hasSound, station, hasAllDay } = { ...DEFAULT_SETTINGS, ...kept };
    const isNumber = Number.isFinite(limits?.warnMinutes) && Number.isFinite(limits?.lateMinutes);
    return {
      limits: isNumber ? limitsOf(limits) : AGE_LIMITS,
      density: density === 'dense' ? 'dense' : 'roomy',
      hasSound,
      station: typeof station === 'string' ? station : null,
      hasAllDay,
    };
  } catch {
    return DEFAULT_SETTINGS; // Cut short, or storage is forbidden: nobody loses more than a choice.
  }
}

export function saveSettings(storage: Pick<Storage, 'setItem'>, settings: Settings): void {
  try {
    storage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // See loadSettings.
  }
}
