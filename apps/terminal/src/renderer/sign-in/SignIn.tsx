import { Button, EmptyState } from '@beaveros/ui';
import type { Id } from '@beaveros/kit';
import type { IpcOutput } from '@beaveros/protocol/ipc';
import { ArrowLeft, LogOut, Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useScreenKeys } from '../app/screen-keys.ts';
import { ScreenFrame } from '../app/ScreenFrame.tsx';
import { useViewStore } from '../app/view-store.ts';
import { useIpcQuery } from '../till/queries.ts';
import { useTill } from '../till/use-till.ts';
import { PinEntry } from './PinEntry.tsx';
import { signOut } from './session.ts';
import { StaffTiles } from './StaffTiles.tsx';

type Staff = IpcOutput<'staff'>['staff'];

/** Who sells: a tile, then a PIN. Over the order in hand when somebody takes over; offline like everything else. */
export function SignIn() {
  const { t } = useTranslation();
  const staff = useIpcQuery('staff', {}, { on: ['auth-user'] }).data?.staff;
  const person = useViewStore((state) => state.person);
  const hasOrder = useViewStore((state) => state.order !== null);
  const setSwitching = useViewStore((state) => state.setSwitching);
  const [tapped, setTapped] = useState<Id<'User'> | null>(null);
  const chosen = staff?.find(({ user }) => user === tapped) ?? onlyOne(staff);
  const goBack = (): void => (tapped === null && person !== null ? setSwitching(false) : setTapped(null));
  useScreenKeys({ Escape: goBack });
  return (
    <ScreenFrame
      label={t('signIn.title')}
      className="grid grid-cols-[minmax(0,1fr)_22rem] xl:grid-cols-[minmax(0,1fr)_26rem] @max-4xl/page:auto-rows-max @max-4xl/page:grid-cols-1 @max-4xl/page:overflow-y-auto"
    >
      <section className="flex min-h-0 flex-col gap-6 overflow-y-auto p-8 @max-4xl/page:overflow-visible">
        <header className="min-h-16">
          <h1 className="text-2xl font-semibold">
            {t(person === null ? 'signIn.title' : 'signIn.titleAgain')}
          </h1>
          {hasOrder && <p className="mt-1 text-ink-2">{t('signIn.orderStays')}</p>}
        </header>
        {staff?.length === 0 ? (
          <EmptyState icon={<Users aria-hidden />} title={t('signIn.empty')} text={t('signIn.emptyText')} />
        ) : (
          <StaffTiles staff={staff ?? []} chosen={chosen?.user ?? null} onChoose={setTapped} />
        )}
        {person !== null && <Leaving name={person.name} hasOrder={hasOrder} />}
      </section>
      <aside className="min-h-0 overflow-y-auto border-s border-line bg-surface p-8 @max-4xl/page:overflow-visible @max-4xl/page:border-s-0 @max-4xl/page:border-t">
        <PinEntry key={chosen?.user ?? 'nobody'} person={chosen ?? null} />
      </aside>
    </ScreenFrame>
  );
}

function Leaving({ name, hasOrder }: { readonly name: string; readonly hasOrder: boolean }) {
  const { t } = useTranslation();
  const till = useTill();
  const setSwitching = useViewStore((state) => state.setSwitching);
  return (
    <div className="mt-auto flex flex-wrap gap-2">
      <Button
        variant="secondary"
        size="lg"
        icon={<ArrowLeft aria-hidden className="rtl:rotate-180" />}
        onPress={() => setSwitching(false)}
        data-testid="sign-in-back"
      >
        {t(hasOrder ? 'signIn.back' : 'signIn.backNoOrder')}
      </Button>
      <Button
        variant="quiet"
        size="lg"
        icon={<LogOut aria-hidden />}
        onPress={() => signOut(till)}
        data-testid="sign-out"
      >
        {t('signIn.signOut', { name: name.split(' ')[0] })}
      </Button>
    </div>
  );
}

/** A store with one person need not ask who it is. */
function onlyOne(staff: Staff | undefined): Staff[number] | undefined {
  return staff?.length === 1 && staff[0]!.hasPin ? staff[0] : undefined;
}
