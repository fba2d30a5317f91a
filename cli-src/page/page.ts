import { createHash } from 'node:crypto';
import { dateTime } from './format';
import { Html, html } from './html';
import type { ReportData } from './report-data';
import { completenessSection } from './sections/completeness';
import { failuresSection, notableSection } from './sections/failures';
import { coldStartsSection, durationsSection, memorySection } from './sections/functions';
import { invocationsSection } from './sections/invocations';
import { sourcesSection } from './sections/sources';
import { summary } from './sections/summary';
import { STYLE } from './style';
import { functionNameOf } from '../selection/function-name';
import { ShortNames } from '../selection/short-name';

const PARTS = [
  ['invocations', 'Over time'], ['durations', 'Duration'], ['memory', 'Memory'], ['cold-starts', 'Cold starts'], ['failures', 'Failures'], ['slow', 'Slowest'],
  ['completeness', 'Completeness'], ['sources', 'What was read'],
] as const;

/** The page may show itself, and nothing else: it has no script, and loads nothing. What a log line contains cannot change that. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** Returns the report as one HTML page that needs nothing else. */
export async function pageOf(data: ReportData): Promise<string> {
  const { figures, sources, madeAt, version } = data;
  const names = new ShortNames();
  const nameOf = (name: string) => names.of(name) || 'unknown function';
  const functions = figures.functions.map((one) => ({ ...one, shown: nameOf(one.name) }));
  const open = figures.failures.kinds[0]?.examples[0] ?? figures.others[0];
  const sections = [
    await invocationsSection(figures), await durationsSection(functions), await memorySection(functions), await coldStartsSection(functions),
    failuresSection(figures.failures, nameOf, open), notableSection(figures.others, nameOf, open),
    completenessSection(figures.completeness, (source) => nameOf(functionNameOf(source.startsWith('arn:') ? { source } : { logGroup: source }))), sourcesSection(data),
  ].filter((one) => one !== undefined);
  const parts = PARTS.filter(([id]) => id !== 'slow' || figures.others.length > 0);
  const span = figures.first === undefined || figures.last === undefined ? 'no events' : `${dateTime(figures.first)} to ${dateTime(figures.last)} UTC`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="cdk-kinesis-telemetry-extension ${version}">
<title>Telemetry report: ${sources.title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the figures</a>
<header>
<h1>Telemetry report</h1>
<p class="sub"><span class="any">${sources.title}</span> · ${span}</p>
<nav aria-label="Parts of the report"><ul>${parts.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
<main id="main" tabindex="-1">
<h2 class="skip">Summary</h2>
${summary(data)}
${sections}</main>
<footer><p>Made on ${dateTime(madeAt)} UTC by cdk-kinesis-telemetry-extension ${version}. All times are in UTC. The page has no scripts and loads nothing.</p></footer>
</body>
</html>
`.text;
}
