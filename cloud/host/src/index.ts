export { type HostConfig, SERVICE_NAMES, type ServiceName } from './config.ts';
export { type Cloud, type StartCloudOptions, startCloud } from './host.ts';
export type { ProvisionedTenant } from './provision-tenant.ts';
export type { Services } from './services.ts';
