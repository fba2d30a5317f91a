import { memberOf, skipSpace } from './text';

/** How Lambda begins an event, before and after its time, which has 24 bytes. */
const BEFORE_TIME = Buffer.from('{"time":"');
const TYPE_AT = BEFORE_TIME.length + 24;
const MEMBERS = 3;
const RECORD = Buffer.from('record');
const SPACE = 0x20;

/** Finds the record in events of one type. */
export class EventRecord {
  private readonly beforeRecord: Buffer;

  constructor(type: string) {
    this.beforeRecord = Buffer.from(`","type":"${type}","record":`);
  }

  /**
   * Where the record is in the event. Undefined if the event has none.
   *
   * @param members the number of the event's members
   */
  in(event: Buffer, members: number): [start: number, end: number] | undefined {
    const { beforeRecord } = this;
    const recordAt = TYPE_AT + beforeRecord.length;
    if (members === MEMBERS && recordAt < event.length && hasAt(event, 0, BEFORE_TIME) && hasAt(event, TYPE_AT, beforeRecord)) {
      // Spaces around it belong to the event.
      let end = event.length - 1;
      while (end > recordAt && event[end - 1] <= SPACE) end--;
      return end > recordAt ? [skipSpace(event, recordAt, event.length), end] : undefined;
    }
    const member = memberOf(event, 0, event.length, RECORD);
    return member && member[1] < event.length ? member : undefined;
  }
}

function hasAt(event: Buffer, at: number, bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) if (event[at + i] !== bytes[i]) return false;
  return true;
}
