export { type Pull, startPull } from './start-pull.ts';
