import type { Settings, SettingsContext } from './settings';
import { isDisabled, readSettings } from './settings';
import { ENABLED } from '../../src/settings/settings';

/** What the process does: it streams telemetry by its settings, or idles for a reason. */
export type Plan =
  | { readonly settings: Settings; readonly idleBecause?: undefined }
  | { readonly settings?: undefined; readonly idleBecause: string };

export function readPlan(env: Readonly<Record<string, string | undefined>>, context: SettingsContext): Plan {
  // The kill switch works even if other settings are invalid.
  if (isDisabled(env)) return { idleBecause: `is switched off by ${ENABLED.variable}=false and streams nothing` };
  try {
    return { settings: readSettings(env, context) };
  } catch (error) {
    return { idleBecause: `streams nothing: ${(error as Error).message}` };
  }
}
