import type { Settings } from './settings';
import { isDisabled, readSettings } from './settings';
import { ENABLED } from '../../src/settings/settings';

/** What this process is going to do: its work by the settings, or nothing, for a reason. */
export type Plan =
  | { readonly settings: Settings; readonly idleBecause?: undefined }
  | { readonly settings?: undefined; readonly idleBecause: string };

export function readPlan(env: Readonly<Record<string, string | undefined>>, memorySizeMB: number): Plan {
  // The kill switch works whatever else is wrong: that may be why it is thrown.
  if (isDisabled(env)) return { idleBecause: `is switched off by ${ENABLED.variable}=false and streams nothing` };
  try {
    return { settings: readSettings(env, memorySizeMB) };
  } catch (error) {
    return { idleBecause: `streams nothing: ${(error as Error).message}` };
  }
}
