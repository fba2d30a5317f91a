import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DashboardBody, drawDashboard } from './dashboard-picture';
import { synthesize } from '../../demo/template/cloud-assembly';

const EXAMPLE = join(__dirname, '../..', 'examples', 'operations');

/** Where the picture is kept. */
export const PICTURE = join(__dirname, '../..', 'docs', 'dashboard.svg');

/** Draws the dashboard of examples/operations, as the app's template has it. */
export async function drawExampleDashboard(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dashboard-'));
  try {
    const [stack] = await synthesize(EXAMPLE, folder);
    const dashboard = Object.values(stack.template.Resources).find(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
    return drawDashboard(JSON.parse(inWords(dashboard?.Properties?.DashboardBody)) as DashboardBody);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is known at deployment only stands there by its name in the template. */
function inWords(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[intrinsic, argument]] = Object.entries(value as Record<string, unknown>);
  if (intrinsic === 'Fn::Join') return (argument as [string, unknown[]])[1].map(inWords).join('');
  return nameOf(Array.isArray(argument) ? String(argument[0]) : String(argument));
}

/** Logical ids end with CDK's hash; those of alarms begin with where they stand. */
function nameOf(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '').replace(/^.*(?:TelemetryAlarms|TelemetryArchive|KinesisTelemetryConsumer[0-9a-f]{8})/, '').replace(/Alarm$/, '');
}
