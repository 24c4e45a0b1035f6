export { type BranchView, type Follower, standingPath, type Switch } from './branch.ts';
export {
  type Closing,
  closingFor,
  codeOf,
  COMPRESS_FROM_BYTES,
  FRAME_BYTES_MAX,
  hearFrame,
} from './frames.ts';
export { type Lesson, lessonOf, NO_LESSON } from './lesson.ts';
export { Conversation, type ConversationPorts } from './conversation.ts';
export {
  type Alarm,
  ANSWER_TIMEOUT_MS,
  type Answer,
  type AskOutcome,
  type Batch,
  type BatchLimits,
  type CloseCode,
  type Effect,
  HELLO_TIMEOUT_MS,
  type Input,
  nameOf,
  newSession,
  type Position,
  type ReadOutcome,
  type ReadRequest,
  RELAY_PAUSE_MS,
  type Session,
  type SessionOptions,
  wakeAt,
  type WholeSnapshot,
} from './session.ts';
export { type Step, step } from './step.ts';
