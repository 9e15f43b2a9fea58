// Instances: one a version of the settings, shared while current, disposed after their last call.
import { InstanceCache } from './instance-cache';

function setUp(): {
  cache: InstanceCache<{ id: number }>;
  disposed: number[];
  made: () => number;
  create: () => { id: number };
} {
  const disposed: number[] = [];
  let made = 0;
  const cache = new InstanceCache<{ id: number }>({ dispose: ({ id }) => void disposed.push(id), onDisposeError: (error) => { throw error; } }); // prettier-ignore
  return { cache, disposed, made: () => made, create: () => ({ id: ++made }) };
}

const key = { orgId: 1, uid: 'a', lastUpdated: 1 };
const idOf = async ({ id }: { id: number }): Promise<number> => id;

describe('InstanceCache', () => {
  it('creates once for concurrent first calls and again when the settings changed', async () => {
    const { cache, disposed, create, made } = setUp();
    expect(await Promise.all([cache.use(key, create, idOf), cache.use(key, create, idOf)])).toEqual([1, 1]);
    expect(await cache.use({ ...key, lastUpdated: 2 }, create, idOf)).toBe(2);
    expect(await cache.use({ ...key, uid: 'b' }, create, idOf)).toBe(3);
    expect(await cache.use({ ...key, orgId: 2 }, create, idOf)).toBe(4);
    await cache.close();
    expect(made()).toBe(4);
    expect([...disposed].sort()).toEqual([1, 2, 3, 4]);
  });

  it('disposes an outdated instance only when its last call has ended', async () => {
    const { cache, disposed, create } = setUp();
    let finish: () => void = () => undefined;
    const running = cache.use(key, create, () => new Promise<void>((resolve) => (finish = resolve)));
    await cache.use({ ...key, lastUpdated: 2 }, create, idOf);
    expect(disposed).toEqual([]);
    finish();
    await running;
    await Promise.resolve();
    await Promise.resolve();
    expect(disposed).toEqual([1]);
  });

  it('does not keep a failed creation', async () => {
    const { cache, create } = setUp();
    await expect(cache.use(key, () => Promise.reject(new Error('no')), idOf)).rejects.toThrow('no');
    expect(await cache.use(key, create, idOf)).toBe(1);
  });
});
