import { LastWords } from './oracle';
import type { ExtensionState } from '../../simulator';

/** The summary that a process of the extension wrote to its log at its end; undefined if it wrote none. */
export function lastWordsOf({ output }: Pick<ExtensionState, 'output'>): LastWords | undefined {
  for (const { text } of output) {
    if (!text.startsWith('{"_aws":')) continue;
    const metrics = JSON.parse(text) as Record<string, unknown>;
    return {
      received: Number(metrics.ReceivedEvents),
      delivered: Number(metrics.DeliveredEvents),
      dropped: Number(metrics.DroppedEvents),
      undelivered: Number(metrics.UndeliveredEvents),
    };
  }
  return undefined;
}

/** Envelopes that a process wrote to its log, as the setting for undelivered events says. */
export function envelopesInLog({ output }: Pick<ExtensionState, 'output'>): string[] {
  return output.map(({ text }) => text).filter((text) => text.startsWith('{"time":') && text.includes('"sequence":'));
}
