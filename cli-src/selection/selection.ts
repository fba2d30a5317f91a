import { functionTest } from './function-name';
import { levelTest } from './level';
import type { Level } from './level';
import { textTest } from './text-filter';
import { whereTest } from './where';
import type { Envelope } from '../../consumer-src';

/** Which events are shown. An event must fulfil all that is given; of several functions or types, one. */
export interface Selection {
  readonly functions: readonly string[];
  readonly types: readonly string[];
  /** A request id, or its beginning. */
  readonly requestId?: string;
  readonly level?: Level;
  readonly filters: readonly string[];
  readonly where: readonly string[];
}

export type Test = (envelope: Envelope) => boolean;

/** @throws UsageError if a filter or a condition is not valid */
export function selectionTest({ functions, types, requestId, level, filters, where }: Selection): Test {
  const tests: readonly Test[] = [
    ...oneOf(functions.map(functionTest)),
    ...oneOf(types.map(typeTest)),
    ...requestId === undefined ? [] : [(envelope: Envelope) => envelope.requestId?.startsWith(requestId) === true],
    ...level === undefined ? [] : [levelTest(level)],
    ...where.map(whereTest),
    ...filters.map(textTest),
  ];
  return (envelope) => tests.every((test) => test(envelope));
}

function oneOf(tests: readonly Test[]): Test[] {
  return tests.length === 0 ? [] : [(envelope) => tests.some((test) => test(envelope))];
}

/** `platform` stands for all types that begin with `platform.`. */
function typeTest(type: string): Test {
  return (envelope) => envelope.type === type || envelope.type.startsWith(`${type}.`);
}
