export {
  createServiceEntityService,
  SERVICE_ENTITY_MIGRATIONS,
  type ServiceEntityDependencies,
} from './service.ts';
