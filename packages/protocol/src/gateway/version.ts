/** The API's version, as its paths begin: `/v1/...`. `protocol-version.test.ts` holds the pinned hashes of its routes. */
export const GATEWAY_VERSION = 1;
