import type { SelectionParsers, Settings, SettingsContext } from './settings';
import { hasSelection, isDisabled, readSettings } from './settings';
import { ENABLED } from '../../src/settings/settings';

/** What the process does: it streams telemetry by its settings, or idles for a reason. */
export type Plan =
  | { readonly settings: Settings; readonly idleBecause?: undefined }
  | { readonly settings?: undefined; readonly idleBecause: string };

/** @param loadParsers loads what only some settings need */
export async function readPlan(
  env: Readonly<Record<string, string | undefined>>, context: SettingsContext, loadParsers: () => Promise<SelectionParsers>,
): Promise<Plan> {
  // The kill switch works even if other settings are invalid.
  if (isDisabled(env)) return { idleBecause: `is switched off by ${ENABLED.variable}=false and streams nothing` };
  try {
    const parsers = hasSelection(env) ? await loadParsers() : undefined;
    return { settings: readSettings(env, context, parsers) };
  } catch (error) {
    return { idleBecause: `streams nothing: ${(error as Error).message}` };
  }
}
