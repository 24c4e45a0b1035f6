import type { DeviceCause } from '../upos.ts';

/**
 * A way to a device: TCP here, serial and HID later. A driver owns its connection; a transport keeps no state between
 * connections and never reconnects by itself.
 */
export interface Transport {
  /** For logs and screens, for instance `tcp://192.168.1.50:9100`. */
  readonly name: string;
  /** A refusal of the world (refused, unreachable, time-out) comes back as a value, because a driver decides on it. */
  connect(options: ConnectOptions): Promise<Connected>;
}

export interface ConnectOptions {
  readonly connectTimeoutMs: number;
  /** Closes the connection after this long without a byte in either direction: a printer serves one client at a time. */
  readonly idleCloseMs: number;
}

export type Connected =
  | { readonly ok: true; readonly connection: Connection }
  | { readonly ok: false; readonly cause: DeviceCause };

export interface Connection extends AsyncDisposable {
  readonly isOpen: boolean;
  /**
   * Hands the bytes over in pieces, waiting whenever the other side does not take more. One write at a time. Resolves,
   * never rejects; handed over says nothing about printed.
   */
  write(bytes: Uint8Array, options: { readonly stallTimeoutMs: number }): Promise<Written>;
  /** Bytes of the device, in order. One listener; bytes that came before it are given to it at once. */
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** Resolves once, with why, when the connection is gone. */
  readonly closed: Promise<DeviceCause>;
  /** Ends the connection; idempotent. */
  close(): Promise<void>;
}

export type Written =
  | { readonly kind: 'handed-over' }
  /** Certain: not one of the bytes left us. */
  | { readonly kind: 'nothing-left'; readonly cause: DeviceCause }
  /** At least one byte may be with the device. */
  | { readonly kind: 'some-left'; readonly cause: DeviceCause };
