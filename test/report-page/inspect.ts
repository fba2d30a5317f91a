import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const IN_PAGE = readFileSync(join(__dirname, 'in-page.js'), 'utf8');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const LIMITS = {
  /** Pixels on the screen. */
  leastText: 10,
  /** https://www.w3.org/TR/WCAG22/#contrast-minimum and https://www.w3.org/TR/WCAG22/#non-text-contrast */
  leastContrast: { text: 4.5, marks: 3 },
};
const MAX_STOPS = 300;

/** A chart as the browser shows it. */
interface Picture {
  readonly label: string;
  readonly marks: number;
  readonly texts: number;
  readonly problems: readonly string[];
}

/** Lets the page answer the questions below. */
export async function prepare(page: Page): Promise<void> {
  await page.evaluate(IN_PAGE);
}

export async function securityProblems(page: Page): Promise<string[]> {
  const { isAttacked, elements } = await ask<{ readonly isAttacked: boolean; readonly elements: number }>(page, 'security()');
  return [...isAttacked ? ['a log line has run as a script'] : [], ...elements === 0 ? [] : [`telemetry has become ${elements} elements`]];
}

export async function themeProblems(page: Page, scheme: 'light' | 'dark'): Promise<string[]> {
  const [red] = (await ask<string>(page, 'background()')).match(/\d+/g)!.map(Number);
  return red > 127 === (scheme === 'light') ? [] : [`the background is not ${scheme}`];
}

/** Returns what is wrong with the layout of a page: parts that are cut off, and charts that are empty or cannot be read. */
export async function layoutProblems(page: Page, charts: number): Promise<string[]> {
  const { width, content, pictures } = await ask<{ readonly width: number; readonly content: number; readonly pictures: readonly Picture[] }>(page, `layout(${JSON.stringify(LIMITS)})`);
  return [
    ...content > width ? [`the page is ${content} pixels wide on a screen of ${width}`] : [],
    ...pictures.length === charts ? [] : [`${pictures.length} charts are shown instead of ${charts}`],
    ...pictures.flatMap(({ label, marks, texts, problems }) => [
      ...marks > 0 ? [] : [`no mark is drawn: ${label}`],
      ...texts > 0 ? [] : [`no text is drawn: ${label}`],
      ...problems.map((problem) => `${problem}: ${label}`),
    ]),
  ];
}

/** Returns what is wrong with using the page by the keyboard alone. */
export async function keyboardProblems(page: Page): Promise<string[]> {
  const focused = () => ask<{ readonly text: string; readonly hasOutline: boolean; readonly isClosed: boolean }>(page, 'focused()');
  const problems: string[] = [];
  await page.keyboard.press('Tab');
  if ((await focused()).text !== 'Skip to the figures') problems.push('the first stop is not the link to the figures');
  for (let stops = 0; ; stops++) {
    if (stops >= MAX_STOPS) return [...problems, 'no closed invocation can be reached'];
    await page.keyboard.press('Tab');
    const { text, hasOutline, isClosed } = await focused();
    if (!hasOutline) problems.push(`the focus is not visible on "${text}"`);
    if (isClosed) break;
  }
  await page.keyboard.press('Enter');
  const { isThis, count, hasLog } = await ask<{ readonly isThis: boolean; readonly count: number; readonly hasLog: boolean }>(page, 'opened()');
  if (!isThis || !hasLog) problems.push('Enter does not open an invocation with its log lines');
  if (count !== 1) problems.push(`${count} invocations are open at once`);
  return problems;
}

/** All rules of axe, with all that can be opened open: it does not look at what is closed. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await ask(page, 'openAll()');
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.map(({ id, help, nodes, impact }) => `accessibility, ${impact}: ${help} (${id}, ${nodes.length} times, first ${nodes[0].html.slice(0, 160)})`);
}

function ask<Answer>(page: Page, question: string): Promise<Answer> {
  return page.evaluate<Answer>(`inspect.${question}`);
}
