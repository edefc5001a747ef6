import { describe, expect, it } from 'vitest'
import { newGroups, type Sized } from '../../../collector/receive/groups.ts'
import { Failure } from '../../../contract/index.ts'
import { until } from '../../setup/until.ts'

const limits = { groupRowsMax: 10, groupBytesMax: 1000, lingerMsMax: 50 }
const item = (name: string, rows = 1, bytes = 1): Sized & { name: string } => ({ name, rows, bytes })

/** A store whose inserts end when the test says so. */
function newStore() {
  const groups: { key: string; names: string[]; end: (failure?: Failure) => void }[] = []
  const insert = (key: string, items: readonly { name: string }[]) =>
    new Promise<void>((resolve, reject) => {
      groups.push({ key, names: items.map(one => one.name), end: failure => (failure ? reject(failure) : resolve()) })
    })
  return { groups, insert }
}

const groupsOf = (groups: readonly unknown[], count: number): Promise<void> => until(`${count} groups are begun`, () => groups.length === count)

describe('group commit', () => {
  it('inserts at once when idle, and joins what comes while an insert runs', async () => {
    const { groups, insert } = newStore()
    const queue = newGroups<Sized & { name: string }>(limits, insert)
    const first = queue.add('t', item('a'))
    expect(groups.map(group => group.names)).toEqual([['a']])
    const rest = [queue.add('t', item('b')), queue.add('t', item('c'))]
    expect(groups).toHaveLength(1)
    groups[0]?.end()
    await first
    await groupsOf(groups, 2)
    expect(groups[1]?.names).toEqual(['b', 'c'])
    groups[1]?.end()
    await Promise.all(rest)
    await queue.close()
  })

  it('lingers no longer than it says when busy: two inserts of a table are 50 ms apart', async () => {
    const { groups, insert } = newStore()
    const queue = newGroups<Sized & { name: string }>(limits, insert)
    const startedAt = performance.now()
    const first = queue.add('t', item('a'))
    groups[0]?.end()
    await first
    const second = queue.add('t', item('b'))
    expect(groups).toHaveLength(1)
    await groupsOf(groups, 2)
    // Timers of Node count whole milliseconds of another clock.
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(47)
    groups[1]?.end()
    await second
    await queue.close()
  })

  it('does not linger once the rows or bytes of a group wait', async () => {
    const { groups, insert } = newStore()
    const queue = newGroups<Sized & { name: string }>({ ...limits, lingerMsMax: 10_000 }, insert)
    const all = [queue.add('t', item('a'))]
    groups[0]?.end()
    await all[0]
    all.push(queue.add('t', item('b', 9)), queue.add('t', item('c', 1)))
    await groupsOf(groups, 2)
    expect(groups[1]?.names).toEqual(['b', 'c'])
    groups[1]?.end()
    await all[2]
    all.push(queue.add('t', item('d', 1, 1000)))
    await groupsOf(groups, 3)
    expect(groups[2]?.names).toEqual(['d'])
    groups[2]?.end()
    await Promise.all(all)
    await queue.close()
  })

  it('never splits an item, and leaves what is beyond a full group for the next', async () => {
    const { groups, insert } = newStore()
    const queue = newGroups<Sized & { name: string }>(limits, insert)
    const all = [queue.add('t', item('a')), queue.add('t', item('b', 8)), queue.add('t', item('c', 7)), queue.add('t', item('d', 1))]
    groups[0]?.end()
    await groupsOf(groups, 2)
    expect(groups[1]?.names).toEqual(['b', 'c'])
    groups[1]?.end()
    await groupsOf(groups, 3)
    expect(groups[2]?.names).toEqual(['d'])
    groups[2]?.end()
    await Promise.all(all)
    await queue.close()
  })

  it('tells everybody who waited for an insert that it failed, and goes on', async () => {
    const { groups, insert } = newStore()
    const queue = newGroups<Sized & { name: string }>(limits, insert)
    const blocked = queue.add('t', item('a'))
    const waiting = [queue.add('t', item('b')), queue.add('t', item('c'))]
    groups[0]?.end()
    await blocked
    await groupsOf(groups, 2)
    const down = new Failure('STORE_UNAVAILABLE', 'down')
    groups[1]?.end(down)
    expect(await Promise.allSettled(waiting)).toEqual([
      { status: 'rejected', reason: down },
      { status: 'rejected', reason: down },
    ])
    const next = queue.add('t', item('d'))
    await groupsOf(groups, 3)
    groups[2]?.end()
    await next
    await queue.close()
  })

  it('keeps keys apart', async () => {
    const { groups, insert } = newStore()
    const queue = newGroups<Sized & { name: string }>(limits, insert)
    const both = [queue.add('t1', item('a')), queue.add('t2', item('b'))]
    expect(groups.map(group => group.key)).toEqual(['t1', 't2'])
    for (const group of groups) group.end()
    await Promise.all(both)
    await queue.close()
  })

  it('drains on close without lingering and takes nothing more', async () => {
    const { groups, insert } = newStore()
    const queue = newGroups<Sized & { name: string }>({ ...limits, lingerMsMax: 10_000 }, insert)
    const all = [queue.add('t', item('a')), queue.add('t', item('b'))]
    const closed = queue.close()
    await expect(queue.add('t', item('c'))).rejects.toMatchObject({ code: 'SHUTTING_DOWN', retry: true })
    groups[0]?.end()
    await groupsOf(groups, 2)
    groups[1]?.end()
    await closed
    await Promise.all(all)
  })
})
