import { ExitSummary } from './oracle';
import type { ExtensionState } from '../../simulator';

/** Returns the summary that a process of the extension wrote to its log when it exited; undefined if there is none. */
export function exitSummaryOf({ output }: Pick<ExtensionState, 'output'>): ExitSummary | undefined {
  for (const { text } of output) {
    if (!text.startsWith('{"_aws":')) continue;
    const metrics = JSON.parse(text) as Record<string, unknown>;
    return {
      received: Number(metrics.ReceivedEvents),
      own: Number(metrics.OwnEvents),
      delivered: Number(metrics.DeliveredEvents),
      dropped: Number(metrics.DroppedEvents),
      omitted: Number(metrics.OmittedEvents),
      undelivered: Number(metrics.UndeliveredEvents),
    };
  }
  return undefined;
}

/** Returns the undelivered envelopes that a process of the extension wrote to its log. */
export function envelopesInLog({ output }: Pick<ExtensionState, 'output'>): string[] {
  return output.map(({ text }) => text).filter((text) => text.startsWith('{"time":') && text.includes('"sequence":'));
}
