export {
  initialPull,
  type PullEffect,
  type PullEvent,
  type PullPosition,
  type PullState,
  type PullStep,
  STAGED_MAX,
  stepPull,
} from './pull-machine.ts';
