export { API_ROUTES } from './api-routes.ts';
export { remoteUpgrade, serveExchange, type UpgradeUpstream } from './exchange-upgrade.ts';
export { createGateway, type GatewayOptions } from './gateway.ts';
export { openApi } from './openapi.ts';
export { type PageFiles, readPageFiles } from './page-files.ts';
export { localUpstream, remoteUpstream, type Upstream } from './upstream.ts';
