/** The only door to randomness. Pure code receives ids and bytes as arguments instead. */
export interface Random {
  /** `count` fresh random bytes. */
  bytes(count: number): Uint8Array;
}
