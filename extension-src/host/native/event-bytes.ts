import type { EventBytes } from '../event-bytes';

const NUMBERS_OF_POSITION = 3;

export const eventBytes: EventBytes = {
  findEvents(body) {
    const { positions, runs, malformed } = engine.findEvents(body);
    return { positions, count: positions.length / NUMBERS_OF_POSITION, runs, malformed };
  },
  copyEnvelopes: (into, at, left, body, positions, first, count, fields, tail, sequence, bytesPerEnvelope) =>
    engine.copyEnvelopes(into, at, left, body, positions, first, count, fields, tail, sequence, bytesPerEnvelope),
  statedRequests: (body, positions, first, count) => engine.statedRequests(body, positions, first, count),
  findRecord: (event) => engine.findRecord(event),
  jsonBeginning(json, maxBytes) {
    const beginning = engine.jsonBeginning(json, maxBytes);
    return beginning && [Buffer.from(beginning[0].buffer as ArrayBuffer), beginning[1]];
  },
};
