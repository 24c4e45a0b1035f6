// Measures one row in a process of its own: `{row, stage}`, and prints what it came to as the last line.
import * as z from 'zod';
import { changeToApplied } from './measure/change-to-applied.ts';
import { coldStart } from './measure/cold-start.ts';
import { durableAnswer } from './measure/durable-answer.ts';
import { exchangeIngress } from './measure/exchange-ingress.ts';
import { fireToHandled } from './measure/fire-to-handled.ts';
import { firstSync } from './measure/first-sync.ts';
import { memory } from './measure/memory.ts';
import { pricing } from './measure/pricing.ts';
import { reportOverOrders } from './measure/report-over-orders.ts';
import { scan, search } from './measure/search.ts';
import { tapToPaintedLine } from './measure/tap-to-painted-line.ts';
import { type Measure, zStage } from './row.ts';
import { told } from './run-entry.ts';

const MEASURES: Readonly<Record<string, Measure>> = {
  'tap to painted line': tapToPaintedLine,
  'durable answer': durableAnswer,
  search,
  scan,
  'cold start': coldStart,
  'first sync': firstSync,
  'change to applied': changeToApplied,
  'fire to handled': fireToHandled,
  'exchange ingress': exchangeIngress,
  'report over orders': reportOverOrders,
  memory,
  pricing,
};

const { row, stage } = z.object({ row: z.string(), stage: zStage }).parse(told());
const measured = await MEASURES[row]!(stage);
process.stdout.write(`${JSON.stringify(measured)}\n`);
process.exit(0);
