import { eachId, requestIdAt } from '../../../extension-src/host/stated-ids';

const ID = '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa';
const OTHER = '1b4e28ba-2fa1-4d2e-883f-0016d3cca427';

/** What is around a line in a body must not count: here it states another id. */
const AROUND = `"requestId":"${OTHER}"`;

/** Returns the ids that a line states, and whether it was read to its end. */
function stated(line: string, after = `${AROUND}}`, before = `${AROUND},`): { ids: string[]; isWhole: boolean } {
  const body = Buffer.from(`${before}${line}${after}`);
  const ids: string[] = [];
  const isWhole = eachId(body, before.length, before.length + Buffer.byteLength(line), (at) => {
    ids.push(requestIdAt(body, at));
    return true;
  });
  return { ids, isWhole };
}

describe('the request ids that a log line states', () => {
  test.each(['requestId', 'function_request_id', 'AWSRequestId'])('are the values of its member %s', (name) => {
    expect(stated(`{"level":"INFO","${name}":"${ID}","message":"hi"}`)).toEqual({ ids: [ID], isWhole: true });
    expect(stated(`{"${name}":"${ID}"}`)).toEqual({ ids: [ID], isWhole: true });
  });

  test('are all of them, in their order', () => {
    expect(stated(`{"AWSRequestId":"${OTHER}","n":1,"requestId":"${ID}"}`)).toEqual({ ids: [OTHER, ID], isWhole: true });
  });

  test('may have white space around them', () => {
    expect(stated(`{ "a" : [1, 2] ,\t"requestId" : "${ID}" , "b" : "c" }`)).toEqual({ ids: [ID], isWhole: true });
  });

  test('are read no further than the visitor wants', () => {
    const body = Buffer.from(`{"requestId":"${ID}","AWSRequestId":"${OTHER}"}`);
    const visits: number[] = [];
    const isWhole = eachId(body, 0, body.length, (at) => {
      visits.push(at);
      return false;
    });
    expect(visits).toEqual([14]);
    expect(isWhole).toBe(false);
  });

  test.each([
    ['nested in another member', `{"a":{"requestId":"${ID}"},"b":[{"requestId":"${ID}"}]}`],
    ['part of a string', JSON.stringify({ message: `"requestId":"${ID}"`, requestid: `","requestId":"${ID}` })],
    ['the value of another name', `{"RequestId":"${ID}","requestIds":"${ID}","requestIx":"${ID}","id":"${ID}"}`],
    ['the name of a member', `{"${ID}":"requestId"}`],
    ['longer than a UUID', `{"requestId":"${ID}0"}`],
    ['shorter than a UUID', `{"requestId":"${ID.slice(1)}","a":"b"}`],
    ['no string', '{"requestId":{"1234567-1234-1234-1234-123456789abc":1}}'],
    ['without its first dash', `{"requestId":"${ID.replace('91-49', '91049')}"}`],
    ['without its second dash', `{"requestId":"${ID.replace('c9-44', 'c9044')}"}`],
    ['without its third dash', `{"requestId":"${ID.replace('8d-89', '8d089')}"}`],
    ['without its last dash', `{"requestId":"${ID.replace('b8-7c', 'b807c')}"}`],
  ])('do not include one that is %s', (_where, line) => {
    expect(stated(line)).toEqual({ ids: [], isWhole: true });
  });

  describe('count only if the line is read to its end, which fails', () => {
    test.each([
      ['for an empty object', '{}', []],
      ['after a trailing comma', `{"requestId":"${ID}",}`, [ID]],
      ['at a name without quotes', `{a:"requestId","requestId":"${ID}"}`, []],
      ['at a name without its first quote', `{a":1,"requestId":"${ID}"}`, []],
      ['at a name without a colon', `{"requestId","${ID}"}`, []],
      ['at another sign than a colon', `{"requestId";"${ID}"}`, []],
      ['at two members without a comma', `{"a":"b" "requestId":"${ID}"}`, []],
      ['at a colon instead of a comma', `{"a":"b":"requestId":"${ID}"}`, []],
      ['at a string that a bracket follows', `{"requestId":"${ID}"]`, [ID]],
      ['at a bracket instead of a brace', '{"a":1]', []],
    ])('%s', (_where, line, ids) => {
      expect(stated(line)).toEqual({ ids, isWhole: false });
    });

    test.each([
      ['in a value', '{"a":1', '}'],
      ['in a value that a comma follows', '{"a":1', `,"requestId":"${OTHER}"}`],
      ['in a string', '{"a":"b', '"}'],
      ['in a string that never ends', '{"a":"b', ''],
      ['in a name that never ends', '{"a', ''],
      ['in a value that never ends', '{"a":[1', ''],
      ['before a value', '{"a":', ''],
      ['between a string and a comma', '{"a":"b"', ' x'],
    ])('if the event ends %s', (_where, line, after) => {
      expect(stated(line, after)).toEqual({ ids: [], isWhole: false });
      expect(stated(line, after, `[{${AROUND},"record":`)).toEqual({ ids: [], isWhole: false });
    });
  });
});
