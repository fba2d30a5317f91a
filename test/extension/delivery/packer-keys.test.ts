import { createPacker, lines } from './packer-setup';

describe('the partition keys of packed records', () => {
  test("by default an environment's records share a partition key, and a record holds events of several invocations", () => {
    const { packer, records, add } = createPacker();
    add('{}', 'z');
    add('{}', 'a');
    packer.seal();
    add('{}', 'b');
    packer.seal();
    expect(records.map(({ partitionKey }) => partitionKey)).toEqual(['4fzzzxjylrx', '4fzzzxjylrx']);
  });

  test('with the request id as key, a record holds the events of one invocation', () => {
    const { packer, records, add } = createPacker('request');
    for (const requestId of ['a', 'a', undefined, 'b', 'b']) add('{"record":1}', requestId);
    packer.seal();
    expect(records.map(({ partitionKey, firstSequence, lastSequence }) => [partitionKey, firstSequence, lastSequence]))
      .toEqual([['a', 1, 2], ['4fzzzxjylrx', 3, 3], ['b', 4, 5]]);
  });

  test('a request id that is not a valid key is not used as one, so that the record does not block the queue', () => {
    const { packer, records, add } = createPacker('request');
    const invalid = ['', 'x'.repeat(257), 'é'.repeat(129), 'half \ud83d', '\udc00', 'a\u0000', 'a\nb', '\u0085'];
    const valid = ['x'.repeat(256), 'é'.repeat(128), 'whole 😀'];
    const ids = [...invalid, ...valid];
    ids.forEach((id) => add('{"record":1}', id));
    packer.seal();
    expect(records.map(({ partitionKey }) => partitionKey)).toEqual([...invalid.map(() => '4fzzzxjylrx'), ...valid]);
    expect(records.flatMap(lines).map((line) => (JSON.parse(line) as { requestId: string }).requestId)).toEqual(ids);
  });

  test('with a random key, every record has its own key', () => {
    const { packer, records, add } = createPacker('random');
    for (let i = 0; i < 10; i++) {
      add('{}');
      packer.seal();
    }
    expect(new Set(records.map(({ partitionKey }) => partitionKey)).size).toBe(10);
  });
});
