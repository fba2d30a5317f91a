/** What is done with each byte of an event: the part of the extension that the host does, for speed. */
export interface EventBytes {
  /**
   * Finds the events in a Telemetry API body, which is a JSON array of objects, without parsing them.
   *
   * Overwrites line breaks in the body with spaces: JSON allows them between tokens, NDJSON does not. Line breaks in strings are
   * not valid JSON, but are overwritten too, because they would split the lines of other events.
   *
   * @returns what was found. Valid until the next call
   */
  findEvents(body: Buffer): FoundEvents;

  /**
   * Writes events as envelopes, one after the other, until the next one may not fit. An envelope is the event without its last
   * brace, `fields`, its sequence number, and `tail`.
   *
   * @param left how many bytes may be written, including `bytesPerEnvelope` for each envelope. 16 are needed for a sequence number
   * @param positions as {@link FoundEvents.positions}
   * @param sequence of the first event
   * @returns how many events were written, and the position after the last one
   */
  copyEnvelopes(
    into: Buffer, at: number, left: number, body: Buffer, positions: Uint32Array, first: number, count: number,
    fields: Buffer, tail: Buffer, sequence: number, bytesPerEnvelope: number,
  ): [copied: number, position: number];

  /**
   * Finds the request ids that log lines state (telemetry/record-request-id.ts).
   *
   * @param first the index of the first event of a part of a run: see {@link FoundEvents.runs}
   * @returns for each series of lines that state the same: the index of its first event, the number of its events, the position of the id in
   * the body (0: none; 1: a line that states several ids), and the positions of the earliest and the latest of their times
   */
  statedRequests(body: Buffer, positions: Uint32Array, first: number, count: number): ArrayLike<number>;

  /**
   * Finds the value of an event's first member `record`, whose name is written without escapes.
   *
   * @returns its start, and its end, exclusive; undefined if there is none
   */
  findRecord(event: Buffer): [start: number, end: number] | undefined;

  /**
   * Cuts a JSON value so that it fits into a JSON string, never in a character or an escape. Of a string that is the beginning of its
   * content, as it is written; of any other value the beginning of its JSON, escaped.
   *
   * @param maxBytes the most bytes that the content of the string, without quotes, may have
   * @returns the content, and how many bytes of the value, without the quotes of a string, it stands for; undefined if what was read is no JSON
   */
  jsonBeginning(json: Buffer, maxBytes: number): [content: Buffer, taken: number] | undefined;
}

/** The events in a body. */
export interface FoundEvents {
  /**
   * For each event three numbers: its start; its end, exclusive, so that its closing brace is at `end - 1`; and the number of its
   * own members, each counted, also if two have the same name. The array may be longer.
   */
  readonly positions: Uint32Array;
  readonly count: number;
  /**
   * The runs of events that are lines of the function's log and begin as Lambda writes them: `{"time":"…","type":"function","record":`,
   * without a fourth member. For each run five numbers: the index of its first event, the number of its events, the positions of the
   * earliest and the latest of their times in the body, and the number of its events whose record is an object.
   */
  readonly runs: ArrayLike<number>;
  /** What is wrong with the body after the last event. Undefined if the body is valid. */
  readonly malformed: string | undefined;
}
