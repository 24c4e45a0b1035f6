export { createServiceEntityService, SERVICE_ENTITY_MIGRATIONS } from './service.ts';
