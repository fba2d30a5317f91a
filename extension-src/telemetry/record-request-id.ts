import { eachId, requestIdAt } from '../host/stated-ids';

/**
 * Returns the request id that a JSON log line states.
 *
 * @param start the position of the opening brace of the line
 * @param end the position after the event that contains the line
 * @param isCandidate whether an id can be the invocation's. Other ids are not considered: `requestId` may as well be the id of
 * another service's request
 * @returns undefined if no member has such an id, or if members have different ones
 */
export function requestIdInRecord(body: Buffer, start: number, end: number, isCandidate: (requestId: string) => boolean): string | undefined {
  let requestId: string | undefined;
  const isWhole = eachId(body, start, end, (at) => {
    const stated = requestIdAt(body, at);
    if (!isCandidate(stated)) return true;
    const isFirst = requestId === undefined || requestId === stated;
    requestId = stated;
    return isFirst;
  });
  return isWhole ? requestId : undefined;
}

