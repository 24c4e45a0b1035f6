import { join } from 'node:path';
import { type ToolRun, runTool } from './run-tool.ts';
import { ROOT } from './workspace.ts';

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  /** Where the code belongs instead. */
  readonly comment: string;
}

export interface ImportGraph {
  /** Every file that was read, relative to the cruised folder. */
  readonly modules: readonly string[];
  /** Names of all rules in force. */
  readonly rules: readonly string[];
  readonly violations: readonly Violation[];
}

/** What we read of dependency-cruiser's JSON report. */
interface CruiseReport {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
    readonly ruleSetUsed: {
      readonly forbidden: readonly { readonly name: string; readonly comment: string }[];
    };
  };
}

/** Reads all imports below `folder` (a house: apps, packages, cloud) and judges them by the root's .dependency-cruiser.cjs. */
export async function cruise(
  folder: string,
  options: { readonly tsconfig?: string } = {},
): Promise<ImportGraph> {
  const config = ['--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json'];
  const paths = options.tsconfig === undefined ? [] : ['--ts-config', options.tsconfig];
  const run = await runTool('depcruise', [...config, ...paths, 'apps', 'packages', 'cloud'], { cwd: folder });
  const { modules, summary } = parse(run);
  const comments = new Map(summary.ruleSetUsed.forbidden.map((rule) => [rule.name, rule.comment]));
  return {
    modules: modules.map((module) => module.source),
    rules: [...comments.keys()],
    violations: summary.violations.map(({ rule, from, to }) => ({
      rule: rule.name,
      from,
      to,
      comment: comments.get(rule.name) ?? '',
    })),
  };
}

function parse(run: ToolRun): CruiseReport {
  try {
    return JSON.parse(run.stdout) as CruiseReport;
  } catch (cause) {
    throw new Error(`dependency-cruiser gave no report:\n${run.output}`, { cause });
  }
}
