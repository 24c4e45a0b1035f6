/**
 * What every page of ours is served with, by the core's door and by the shell: no script, frame or connection but our own.
 * `connect`: where else it may open a connection; none where its line to the core is no URL.
 */
export function pageHeaders({
  connect = [],
}: {
  readonly connect?: readonly string[];
} = {}): Readonly<Record<string, string>> {
  const policy = [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'unsafe-inline'`,
    `font-src 'self'`,
    `img-src 'self' data: blob:`,
    ...(connect.length === 0 ? [] : [`connect-src ${connect.join(' ')}`]),
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
    `form-action 'none'`,
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
