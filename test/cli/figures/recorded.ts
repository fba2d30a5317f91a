import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FiguresOf } from '../../../cli-src/figures/figures';
import type { Figures, Span } from '../../../cli-src/figures/figures';
import type { Envelope } from '../../../consumer-src';

/** Four environments of three functions of `npm run demo`. */
export const RECORDED = join(__dirname, '../recorded/demo.ndjson');
export const LINES = readFileSync(RECORDED, 'utf8').split('\n').slice(0, -1);
export const EVENTS = LINES.map((line) => Object.defineProperty(JSON.parse(line) as Envelope, 'line', { value: line, enumerable: false }));

export function figuresOf(envelopes: Iterable<Envelope>, span?: Span): Figures {
  const figures = new FiguresOf(span);
  for (const envelope of envelopes) figures.add(envelope);
  return figures.end();
}
