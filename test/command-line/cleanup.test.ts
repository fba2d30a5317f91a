import { Cleanup } from '../../command-line/cleanup';

test('runs every task once, the last first, even if one fails', async () => {
  const done: string[] = [];
  const cleanup = new Cleanup();
  cleanup.add(async () => { done.push('first'); });
  cleanup.add(() => Promise.reject(new Error('no')));
  cleanup.add(async () => { done.push('last'); });
  await Promise.all([cleanup.run(), cleanup.run()]);
  expect(done).toEqual(['last', 'first']);
});
