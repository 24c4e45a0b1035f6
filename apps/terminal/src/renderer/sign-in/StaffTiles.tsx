import { Button } from '@beaveros/ui';
import type { Id } from '@beaveros/kit';
import type { IpcOutput } from '@beaveros/protocol/ipc';
import { useTranslation } from 'react-i18next';
import { Initials } from './Initials.tsx';

export interface StaffTilesProps {
  readonly staff: IpcOutput<'staff'>['staff'];
  readonly chosen: Id<'User'> | null;
  readonly onChoose: (user: Id<'User'>) => void;
}

/** The people of this store. A person without a PIN is shown, so that nobody asks why they are missing. */
export function StaffTiles({ staff, chosen, onChoose }: StaffTilesProps) {
  const { t } = useTranslation();
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-3">
      {staff.map(({ user, name, hasPin }) => (
        <li key={user}>
          <Button
            variant="secondary"
            size="xl"
            isWide
            isDisabled={!hasPin}
            onPress={() => onChoose(user)}
            className={`justify-start! text-start ${user === chosen ? 'border-brand! ring-2 ring-brand' : ''}`}
            data-testid={`user-tile-${name}`}
          >
            <span className="flex min-w-0 items-center gap-4">
              <Initials name={name} size="lg" />
              <span className="min-w-0">
                <span className="line-clamp-2 leading-tight">{name}</span>
                {!hasPin && <span className="block text-sm font-normal">{t('signIn.noPin')}</span>}
              </span>
            </span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
