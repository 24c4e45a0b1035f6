export { createPaymentService, PAYMENT_MIGRATIONS } from './service.ts';
