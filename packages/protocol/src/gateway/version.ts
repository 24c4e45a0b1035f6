/** Grows when a route's schema moves or a route is added; paths still begin with `/v1`. `protocol-version.test.ts` pins them. */
export const GATEWAY_VERSION = 5;
