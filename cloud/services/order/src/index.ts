export { createOrderService, ORDER_MIGRATIONS } from './service.ts';
