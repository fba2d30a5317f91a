import { TelemetrySettings } from './telemetry-settings';

/** Returns the settings of one function: its own settings override the construct's. */
export function mergeSettings(general: TelemetrySettings, own: TelemetrySettings): TelemetrySettings {
  return {
    ...general,
    // The interval of a strategy replaces dispatchInterval; giving both is an error.
    ...own.flushStrategy?.interval && { dispatchInterval: undefined },
    ...given(own),
    buffering: { ...general.buffering, ...given(own.buffering ?? {}) },
    attributes: { ...general.attributes, ...own.attributes },
  };
}

/** Drops undefined values. Other jsii languages do not distinguish "undefined" from "not given". */
function given<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
