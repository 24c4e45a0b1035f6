import { Button, IconButton } from '@beaveros/ui';
import { TriangleAlert, Undo2, X } from 'lucide-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useHands } from '../app/kitchen-hands.ts';
import { useKitchen } from '../app/kitchen-store.ts';
import { useNow } from '../app/use-now.ts';
import type { Deed } from '../board/moves.ts';
import { problemText } from '../i18n/problem-text.ts';

/** Long enough to notice the wrong ticket and reach for it; the recall list keeps it afterwards. */
const UNDO_SHOWN_MS = 8_000;

/** The reserved place for what was done last and its undo, and for what could not be done. It never changes its size. */
export function UndoSlot() {
  const { t } = useTranslation();
  const problem = useKitchen((state) => state.problem);
  return (
    <section
      aria-label={t('bar.actions')}
      className="flex h-press w-60 shrink-0 items-center xl:w-88"
      aria-live="polite"
    >
      {problem === null ? <LastDeed /> : <Problem code={problem.code} />}
    </section>
  );
}

function LastDeed() {
  const { t } = useTranslation();
  const hands = useHands();
  const deed = useKitchen((state) => state.deeds.at(-1));
  const now = useNow();
  // The clock of the screen steps by the second: what was done since its last step is new as well.
  if (deed === undefined || now - deed.at > UNDO_SHOWN_MS) return null;
  return (
    <div
      className="flex h-full w-full items-center gap-3 rounded-control border border-line-strong bg-raised ps-3"
      data-testid="last-deed"
    >
      <span className="line-clamp-2 min-w-0 flex-1 text-sm leading-tight font-semibold">
        {deedText(t, deed)}
      </span>
      <Button
        data-testid="undo"
        variant="quiet"
        size="lg"
        icon={<Undo2 />}
        className="px-3!"
        onPress={hands.undo}
      >
        {t('undo.action')}
      </Button>
    </div>
  );
}

function deedText(t: TFunction, { kind, title, lineName, stageName }: Deed): string {
  if (kind === 'advance' && lineName !== null)
    return t('undo.advanceLine', { line: lineName, stage: stageName });
  return t(`undo.${kind}`, { title, stage: stageName });
}

function Problem({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  const hands = useHands();
  return (
    <div
      role="alert"
      data-testid="problem"
      data-code={code}
      className="flex h-full w-full items-center gap-2 rounded-control bg-danger-soft ps-3 text-danger"
    >
      <TriangleAlert className="size-5 shrink-0" aria-hidden="true" />
      <span className="line-clamp-3 min-w-0 flex-1 text-xs leading-tight font-semibold">
        {problemText(t, code)}
      </span>
      <IconButton icon={<X />} label={t('problem.dismiss')} onPress={hands.dismissProblem} />
    </div>
  );
}
