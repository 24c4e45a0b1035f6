export { type Pull, type PullOptions, startPull } from './start-pull.ts';
