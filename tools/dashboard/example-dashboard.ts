import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DashboardBody, drawDashboard } from './dashboard-picture';
import { EXAMPLE_FIGURES } from './example-figures';
import { synthesize } from '../../demo/template/cloud-assembly';

const EXAMPLE = join(__dirname, '../..', 'examples', 'operations');

/** The committed picture. */
export const PICTURE = join(__dirname, '../..', 'docs', 'dashboard.svg');

/** Draws the dashboard of examples/operations from the app's template, with made-up values. */
export async function drawExampleDashboard(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dashboard-'));
  try {
    const [stack] = await synthesize(EXAMPLE, folder);
    const dashboard = Object.values(stack.template.Resources).find(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
    return drawDashboard(JSON.parse(inWords(dashboard?.Properties?.DashboardBody)) as DashboardBody, EXAMPLE_FIGURES);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Replaces each CloudFormation function by the name that it refers to: the value is known only at deployment. */
function inWords(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[intrinsic, argument]] = Object.entries(value as Record<string, unknown>);
  if (intrinsic === 'Fn::Join') return (argument as [string, unknown[]])[1].map(inWords).join('');
  return nameOf(Array.isArray(argument) ? String(argument[0]) : String(argument));
}

/** Removes CDK's hash from the end of a logical id, and the path of the construct from the start of an alarm's. */
function nameOf(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '').replace(/^.*(?:TelemetryAlarms|TelemetryArchive|KinesisTelemetryConsumer[0-9a-f]{8})/, '').replace(/Alarm$/, '');
}
