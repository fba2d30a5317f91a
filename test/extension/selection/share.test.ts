import { isInShare, traceIdOf } from '../../../extension-src/selection/share';
import { seededRandom } from '../../../simulator/kinesis';

const random = seededRandom(15);

/** A UUID, version 4, as Lambda's request ids are. */
function newId(): string {
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}

describe('the share of requests', () => {
  test.each([0.001, 0.01, 0.1, 0.5, 0.9])('of %p contains so many ids', (share) => {
    const count = 10_000;
    let inShare = 0;
    for (let i = 0; i < count; i++) if (isInShare(newId(), share)) inShare++;
    // Five standard deviations.
    expect(Math.abs(inShare - count * share)).toBeLessThan(5 * Math.sqrt(count * share * (1 - share)));
  });

  test('of 0 contains no id, and of 1 each', () => {
    for (let i = 0; i < 1_000; i++) {
      const id = newId();
      expect([isInShare(id, 0), isInShare(id, 1)]).toEqual([false, true]);
    }
  });

  test('is the same in each environment and each version: it depends on the id alone', () => {
    const ids = ['6d68ca91-49c9-448d-89b8-7ca3e6dc66aa', '1-5759e988-bd862e3fe1be46a994272793', ''];
    // Computed with the reference implementations of FNV-1a and of MurmurHash3's finalizer.
    const hashes = [4_173_569_226, 1_124_529_104, 2_872_998_923];
    ids.forEach((id, index) => {
      expect(isInShare(id, hashes[index] / 2 ** 32)).toBe(false);
      expect(isInShare(id, (hashes[index] + 1) / 2 ** 32)).toBe(true);
    });
  });

  test('contains a smaller share', () => {
    for (let i = 0; i < 2_000; i++) {
      const id = newId();
      if (isInShare(id, 0.2)) expect(isInShare(id, 0.3)).toBe(true);
    }
  });

  test('of ids that differ only at their end is not all or nothing', () => {
    const inShare = Array.from({ length: 1_000 }, (_, index) => isInShare(`6d68ca91-49c9-448d-89b8-7ca3e6dc${String(index).padStart(4, '0')}`, 0.5)).filter(Boolean).length;
    expect(inShare).toBeGreaterThan(400);
    expect(inShare).toBeLessThan(600);
  });
});

describe('the id of the trace', () => {
  test.each<[unknown, string | undefined]>([
    ['Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1', '1-5759e988-bd862e3fe1be46a994272793'],
    ['Self=1-67891234-12456789abcdef012345678;Root=1-67891233-abcdef012345678912345678', '1-67891233-abcdef012345678912345678'],
    ['Root=1-5759e988-bd862e3fe1be46a994272793', '1-5759e988-bd862e3fe1be46a994272793'],
    ['NotRoot=1-5759e988', undefined], ['Parent=53995c3f42cd8ad8', undefined], ['', undefined], [undefined, undefined], [null, undefined], [5, undefined],
  ])('in %j is %p', (header, id) => {
    expect(traceIdOf(header)).toBe(id);
  });
});
