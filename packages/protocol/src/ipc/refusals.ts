import type { ApproverHasNoMore } from '@beaveros/domain/auth-user';
import type {
  GrantRefusal,
  OrderRefusal,
  ReprintRefusal,
  ReversalRefusal,
  TaskRefusal,
} from '@beaveros/domain/order';
import type { AccountRefusal, PaymentRefusal } from '@beaveros/domain/payment';
import type {
  ExchangeRefusal,
  LoadRefusal,
  RefundProcessRefusal,
  RefundRefusal,
} from '@beaveros/domain/processes';
import type { LabelRefusal, SoldOutRefusal, StockRefusal } from '@beaveros/domain/product-catalog';
import type { ReservationRefusal, TableStatusRefusal } from '@beaveros/domain/service-entity';
import type { WorkflowRefusal, WorkflowTaskRefusal } from '@beaveros/domain/workflow';

/** What the core itself says no to. */
export type CoreRefusal =
  | { readonly code: 'core/not-signed-in' }
  | { readonly code: 'core/not-ready'; readonly missing: readonly string[] }
  | { readonly code: 'core/user-unknown' }
  | { readonly code: 'core/pin-not-set' }
  | { readonly code: 'core/pin-wrong'; readonly triesLeft: number }
  | { readonly code: 'core/pin-locked'; readonly secondsLeft: number }
  | { readonly code: 'core/order-has-parked-facts' }
  /** A till of this store could not read what it would write; it can once that till is updated or gone for a week. */
  | { readonly code: 'core/till-too-old'; readonly type: string }
  | { readonly code: 'core/no-drawer'; readonly drawer: string }
  | { readonly code: 'core/print-job-not-unknown'; readonly state: string }
  | { readonly code: 'core/print-job-unknown' };

/** Every refusal a client can be told. */
export type IpcRefusal =
  | CoreRefusal
  | ApproverHasNoMore
  | OrderRefusal
  | PaymentRefusal
  | WorkflowRefusal
  | WorkflowTaskRefusal
  | ReservationRefusal
  | TableStatusRefusal
  | StockRefusal
  | SoldOutRefusal
  /** Of a scanned label. */
  | LabelRefusal
  | ReprintRefusal
  | ReversalRefusal
  | RefundRefusal
  | RefundProcessRefusal
  | GrantRefusal
  | ExchangeRefusal
  | AccountRefusal
  | LoadRefusal
  | TaskRefusal;
