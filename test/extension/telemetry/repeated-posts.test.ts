import { RepeatedPosts } from '../../../extension-src/telemetry/repeated-posts';

const post = (id: string, isAnswered = false) => ({ id, isAnswered });
const body = (text: string) => Buffer.from(text);

describe('recognizing repeated POSTs', () => {
  test('the same id and body again is a repetition, however often', () => {
    const posts = new RepeatedPosts();
    expect(posts.isRepeated(body('a'), post('1'))).toBe(false);
    expect(posts.isRepeated(body('a'), post('1'))).toBe(true);
    expect(posts.isRepeated(body('a'), post('1'))).toBe(true);
  });

  test('another body with the same id is not, and neither is the same body with another id', () => {
    const posts = new RepeatedPosts();
    posts.isRepeated(body('a'), post('1'));
    expect(posts.isRepeated(body('b'), post('1'))).toBe(false);
    expect(posts.isRepeated(body('a'), post('2'))).toBe(false);
    expect(posts.isRepeated(body('b'), post('1'))).toBe(true);
  });

  test('an equal POST is not a repetition if the sender has got the response of the first one', () => {
    const posts = new RepeatedPosts();
    const first = post('1');
    posts.isRepeated(body('a'), first);
    first.isAnswered = true;
    expect(posts.isRepeated(body('a'), post('1'))).toBe(false);
    expect(posts.isRepeated(body('a'), post('1'))).toBe(true);
  });

  test('remembers the last eight', () => {
    const posts = new RepeatedPosts();
    for (let i = 0; i < 9; i++) posts.isRepeated(body('a'), post(String(i)));
    expect(posts.isRepeated(body('a'), post('1'))).toBe(true);
    expect(posts.isRepeated(body('a'), post('0'))).toBe(false);
  });

  test('remembers none after it has forgotten', () => {
    const posts = new RepeatedPosts();
    posts.isRepeated(body('a'), post('1'));
    posts.forget();
    expect(posts.isRepeated(body('a'), post('1'))).toBe(false);
  });
});
