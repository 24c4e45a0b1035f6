// zod compiles schemas with `new Function` where it may, and finds out by trying: under the gateway's policy
// (`script-src 'self'`) each try is a violation in the console. Read by zod when it is first imported (zod 4.6,
// core.js), so this file is imported before anything else.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
