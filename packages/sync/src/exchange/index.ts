export {
  type Closing,
  closingFor,
  codeOf,
  COMPRESS_FROM_BYTES,
  FRAME_BYTES_MAX,
  hearFrame,
} from './frames.ts';
export { Conversation, type ConversationPorts } from './conversation.ts';
export {
  type Alarm,
  ANSWER_TIMEOUT_MS,
  type Answer,
  type Batch,
  type CloseCode,
  type Effect,
  HELLO_TIMEOUT_MS,
  type Input,
  newSession,
  type Position,
  type ReadOutcome,
  RELAY_PAUSE_MS,
  type Session,
  type SessionOptions,
  wakeAt,
} from './session.ts';
export { type Step, step } from './step.ts';
