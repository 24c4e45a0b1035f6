import type { IpcRefusal } from '@beaveros/protocol/ipc';
import type { TFunction } from 'i18next';

export interface Words {
  readonly title: string;
  /** What to do. */
  readonly text: string;
}

/** The words of every code that a client can be told: does not type-check while one is missing. */
export type RefusalWords = Readonly<Record<IpcRefusal['code'], Words>>;

/** A refusal as a sentence: what is not so, and what to do. Its facts fill the gaps. */
export function refusalText(t: TFunction, refusal: IpcRefusal): Words {
  const gaps = gapsOf(t, refusal);
  return {
    title: t(`refusal.${refusal.code}.title`, gaps),
    text: t(`refusal.${refusal.code}.text`, gaps),
  };
}

/** Facts go in as they are, except codes: they are put in words first. */
function gapsOf(t: TFunction, refusal: IpcRefusal): Record<string, unknown> {
  switch (refusal.code) {
    case 'auth-user/permission-missing':
      return { permission: t(`permission.${refusal.permission}`) };
    case 'order/too-large':
      return { what: t(`tooLarge.${refusal.what}`) };
    case 'core/not-ready':
      return { missing: refusal.missing.map((rows) => t(`rows.${rows}`, rows)).join(', ') };
    default:
      return { ...refusal };
  }
}
