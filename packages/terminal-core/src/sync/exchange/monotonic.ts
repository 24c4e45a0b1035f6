import { type Clock, instant } from '@beaveros/kit';

/**
 * Time that only goes forward, for pauses and time-outs: a wall clock that somebody sets back an hour would stretch a
 * pause of 250 ms to an hour. Its instants mean nothing beside a wall clock's.
 */
export const MONOTONIC: Clock = { now: () => instant(Math.floor(performance.now())) };
