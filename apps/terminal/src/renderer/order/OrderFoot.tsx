import { Button, useFormat } from '@beaveros/ui';
import { ChefHat } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrderDesk } from '../guess/order-desk.ts';
import { dueOf } from '../pay/due.ts';
import { useIpcQuery } from '../till/queries.ts';
import { hasUnfired } from './kitchen-needs.ts';
import { hasToPay, payOrder } from './order-actions.ts';
import { OrderTotals } from './OrderTotals.tsx';

/** What it comes to, and the two ways on. Never scrolls away. */
export function OrderFoot() {
  return (
    <footer className="flex shrink-0 flex-col gap-3 border-t border-line px-5 pt-3 pb-4">
      <OrderTotals />
      <div className="flex gap-3">
        <Fire />
        <Pay />
      </div>
    </footer>
  );
}

const NO_STATIONS: readonly never[] = [];

/** Only where there is a kitchen. Its place stays while there is nothing to send, so that Pay never moves. */
function Fire() {
  const { t } = useTranslation();
  const stations = useIpcQuery('stations', {}, { on: ['workflow'] }).data?.stations ?? NO_STATIONS;
  const canFire = useOrderDesk(({ view }) => hasUnfired(view, stations));
  const [isFiring, setFiring] = useState(false);
  if (stations.length === 0) return null;
  const onPress = (): void => {
    useOrderDesk.getState().fire();
    setFiring(true);
    void useOrderDesk
      .getState()
      .settled()
      .then(() => setFiring(false));
  };
  return (
    <Button
      size="xl"
      icon={<ChefHat aria-hidden className="shrink-0" />}
      isDisabled={!canFire}
      isPending={isFiring && canFire}
      onPress={onPress}
      className="min-w-0 flex-1 px-3 text-sm"
      data-testid="fire"
    >
      {t('sell.order.fire')}
    </Button>
  );
}

function Pay() {
  const { t } = useTranslation();
  const format = useFormat();
  const canPay = useOrderDesk(({ view }) => hasToPay(view));
  const due = useOrderDesk(({ view }) => (view === null ? 0 : dueOf(view)));
  return (
    <Button
      variant="primary"
      size="xl"
      isDisabled={!canPay}
      trailing={format.money(Math.abs(due))}
      onPress={payOrder}
      className="min-w-0 flex-[1.35] px-5"
      data-testid="pay"
    >
      {t(due < 0 ? 'sell.order.payOut' : 'sell.order.pay')}
    </Button>
  );
}
