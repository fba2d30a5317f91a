import { gistOf } from './gist';
import { headingOf } from './heading';
import type { Palette } from './palette';
import type { Presenter } from './presenter';
import { printable } from './printable';
import type { Envelope } from '../../consumer-src';
import type { Invocation } from '../invocations/invocation';
import { functionNameOf } from '../selection/function-name';
import { levelOf } from '../selection/level';
import type { Level } from '../selection/level';
import { ShortNames } from '../selection/short-name';

export interface TextPresenterProps {
  readonly palette: Palette;
  /** The whole time of an event instead of the time of day. @default false */
  readonly timestamps?: boolean;
}

/** 2026-11-20T09:00:00.123Z → 09:00:00.123 */
const TIME_OF_DAY = /T(\d\d:\d\d:\d\d\.\d{3})/;
/** As much of a request id as tells it from others. `--request-id` takes it. */
const SHORT_ID = 8;
const LEVEL_WIDTH = 5;
/** Columns line up for the names so far. A longer name does not move all others. */
const MAX_NAME_WIDTH = 30;
/** Events whose facts the heading of an invocation states. */
const IN_HEADING = ['platform.start', 'platform.runtimeDone', 'platform.report'];
const INDENT = '  ';

/** Lines for people: time, function, request id, level or type, and what the event says. */
export class TextPresenter implements Presenter {
  private readonly palette: Palette;
  private readonly names = new ShortNames();
  private nameWidth = 0;

  constructor(private readonly props: TextPresenterProps) {
    this.palette = props.palette;
  }

  event(envelope: Envelope): string {
    const { palette } = this;
    const name = this.names.of(functionNameOf(envelope));
    this.nameWidth = Math.max(this.nameWidth, Math.min(MAX_NAME_WIDTH, name.length));
    const id = (envelope.requestId ?? '').slice(0, SHORT_ID).padEnd(SHORT_ID);
    const paddedName = palette.name(name, printable(name, false).padEnd(this.nameWidth));
    return this.line([palette.dim(this.time(envelope.time)), paddedName, palette.dim(printable(id, false))], envelope, INDENT);
  }

  invocation(invocation: Invocation, events: readonly Envelope[], isMore: boolean): string {
    const time = this.time(invocation.start ?? events[0]?.time ?? '');
    const heading = printable(`${time} ${headingOf({ ...invocation, function: this.names.of(invocation.function) })}${isMore ? ' (continued)' : ''}`, false);
    const failed = invocation.status !== undefined && invocation.status !== 'success';
    const lines = events.filter(({ type }) => !IN_HEADING.includes(type))
      .map((envelope) => INDENT + this.line([this.palette.dim(this.time(envelope.time))], envelope, INDENT + INDENT));
    return `${this.palette.bold(failed ? this.palette.bad(heading) : heading)}\n${lines.join('')}\n`;
  }

  private line(head: readonly string[], envelope: Envelope, indent: string): string {
    const text = printable(gistOf(envelope), this.palette.hasColours).replaceAll('\n', `\n${indent}`);
    return `${[...head, this.label(envelope), text].join(' ').trimEnd()}\n`;
  }

  /** The level of a log line, the type of everything else. */
  private label(envelope: Envelope): string {
    const level = levelOf(envelope);
    if (envelope.type === 'function') return painted(this.palette, level, (level?.toUpperCase() ?? '').padEnd(LEVEL_WIDTH));
    const type = printable(envelope.malformed ? 'malformed event' : envelope.type, false);
    return level === 'error' ? this.palette.bad(type) : this.palette.dim(type);
  }

  private time(time: string): string {
    return printable(this.props.timestamps ? time : TIME_OF_DAY.exec(time)?.[1] ?? time, false);
  }
}

function painted(palette: Palette, level: Level | undefined, text: string): string {
  return level === undefined ? text : palette.level(level, text);
}
