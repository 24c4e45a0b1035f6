import type { OrderSummary } from '@beaveros/protocol/gateway';
import { Badge, type Tone } from '@beaveros/ui';
import { useTranslation } from 'react-i18next';

const TONE: Record<OrderSummary['status'], Tone> = { open: 'info', closed: 'neutral', unknown: 'warn' };

/** Where an order stands. `unknown`: facts of it came before its opening did. */
export function OrderStatusBadge({ status }: { status: OrderSummary['status'] }) {
  const { t } = useTranslation();
  return <Badge tone={TONE[status]}>{t(`orders.statuses.${status}`)}</Badge>;
}
