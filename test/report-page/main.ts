import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { startBrowser } from './browser';
import { reportFromS3 } from './from-s3';
import { accessibilityProblems, keyboardProblems, layoutProblems, prepare, securityProblems, themeProblems } from './inspect';
import { hardTelemetry, recordedTelemetry } from './telemetry';

const CLI = resolve(__dirname, '../../cli/main.mjs');
const PICTURE = resolve(__dirname, '../../docs/report.png');
const WIDTHS = [1280, 390];
const SCHEMES = ['light', 'dark'] as const;
/** Over time, durations, memory, cold starts. */
const CHARTS = 4;

interface View {
  readonly name: string;
  readonly width: number;
  readonly scheme: typeof SCHEMES[number];
}

/** Looks at pages that `report` writes, in a real browser, from the disk and without a network. */
async function main(folder: string, screenshots: string | undefined, picture: boolean): Promise<void> {
  const pages: Readonly<Record<string, string>> = { demo: recordedTelemetry(), hard: hardTelemetry() };
  for (const [name, telemetry] of Object.entries(pages)) {
    writeFileSync(join(folder, `${name}.ndjson`), telemetry);
    execFileSync(process.execPath, [CLI, 'report', `${name}.ndjson`, '--out', `${name}.html`], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  }
  let failed = 0;
  const browser = await startBrowser();
  try {
    if (picture) return await draw(browser, join(folder, 'demo.html'));
    for (const name of Object.keys(pages)) {
      for (const width of WIDTHS) {
        for (const scheme of SCHEMES) {
          const problems = await look(browser, join(folder, `${name}.html`), { name, width, scheme }, screenshots);
          console.log(`${name}, ${width} pixels, ${scheme}: ${problems.length === 0 ? 'as it should be' : `FAILED\n  ${problems.join('\n  ')}`}`);
          failed += problems.length;
        }
      }
    }
  } finally {
    await browser.close();
  }
  const problem = await reportFromS3(CLI, folder);
  console.log(`from S3 (moto): ${problem ?? 'the same figures as from the file'}`);
  process.exitCode = failed === 0 && problem === undefined ? 0 : 1;
}

/** Writes the picture of the documentation. */
async function draw(browser: Browser, file: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1100, height: 1000 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(file).href);
  await page.screenshot({ path: PICTURE });
}

async function look(browser: Browser, file: string, { name, width, scheme }: View, screenshots: string | undefined): Promise<string[]> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, offline: true });
  try {
    const page = await context.newPage();
    const heard: string[] = [];
    page.on('console', (message) => heard.push(`the console says: ${message.text()}`));
    page.on('pageerror', (error) => heard.push(`an error on the page: ${error.message}`));
    page.on('request', (request) => { if (request.url() !== pathToFileURL(file).href) heard.push(`the page asks for ${request.url()}`); });
    await page.goto(pathToFileURL(file).href);
    if (screenshots !== undefined) await page.screenshot({ path: join(screenshots, `${name}-${width}-${scheme}.png`), fullPage: true });
    await prepare(page);
    const problems = [
      ...await securityProblems(page), ...await themeProblems(page, scheme), ...await layoutProblems(page, CHARTS),
      ...await keyboardProblems(page), ...await accessibilityProblems(page),
    ];
    return [...heard, ...problems];
  } finally {
    await context.close();
  }
}

const { values } = parseArgs({ options: { screenshots: { type: 'string' }, picture: { type: 'boolean', default: false } } });
if (values.screenshots !== undefined) mkdirSync(values.screenshots, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'report-page-'));
main(folder, values.screenshots, values.picture)
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => rmSync(folder, { recursive: true, force: true }));
