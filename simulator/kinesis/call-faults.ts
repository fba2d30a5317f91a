import { IncomingMessage } from 'node:http';
import { CallFault } from './faults';
import { AnswerManner } from './give-answer';
import { PutRecordsEntry } from './put-records-protocol';

/** Returns whether the call is one that the fault is for. */
export function appliesTo(request: IncomingMessage, entries: readonly PutRecordsEntry[], fault: CallFault | undefined): boolean {
  if (fault?.kind !== 'error') return fault !== undefined;
  const { accessKeyId, recordWith } = fault;
  return (accessKeyId === undefined || request.headers.authorization?.includes(`Credential=${accessKeyId}/`) === true)
    && (recordWith === undefined || entries.some((entry) => entry.data().includes(recordWith)));
}

/** Returns whether the records reach the stream although the call fails. */
export function isDelivered(fault: CallFault): boolean {
  switch (fault.kind) {
    case 'hang': case 'reset': return fault.delivered === true;
    case 'hang-in-answer': case 'reset-in-answer': case 'truncated-answer': return true;
    default: return false;
  }
}

/** Returns how the response is sent. */
export function mannerOf(fault: CallFault): AnswerManner {
  switch (fault.kind) {
    case 'hang': return 'not-at-all';
    case 'reset': return 'cut-before';
    case 'hang-in-answer': return 'half';
    case 'reset-in-answer': return 'half-then-cut';
    case 'truncated-answer': return 'half-as-whole';
    default: return 'whole';
  }
}
