import { TelemetrySettings } from './telemetry-settings';

/** The settings of one function: its own, and the construct's where it has none. */
export function mergeSettings(general: TelemetrySettings, own: TelemetrySettings): TelemetrySettings {
  return {
    ...general,
    // The interval of a strategy takes the place of this one; the two are not given together.
    ...own.flushStrategy?.interval && { dispatchInterval: undefined },
    ...given(own),
    buffering: { ...general.buffering, ...given(own.buffering ?? {}) },
    attributes: { ...general.attributes, ...own.attributes },
  };
}

/** What is undefined was not given: the other languages know no difference. */
function given<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
