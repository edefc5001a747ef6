import { Failure } from '../../contract/index.ts'

/** What a group is measured by. */
export interface Sized {
  readonly rows: number
  readonly bytes: number
}

export interface GroupLimits {
  readonly groupRowsMax: number
  readonly groupBytesMax: number
  readonly lingerMsMax: number
}

/** Group commit: items that wait for the same key are inserted together, and all of them are answered by that one insert. */
export interface Groups<Item extends Sized> {
  /** Resolves when the item is safe. @throws Failure of the insert, or SHUTTING_DOWN after `close` */
  add(key: string, item: Item): Promise<void>
  /** Inserts what waits, without lingering, and takes nothing more. */
  close(): Promise<void>
}

interface Waiting<Item> {
  readonly item: Item
  readonly resolve: () => void
  readonly reject: (cause: unknown) => void
}

interface Lane<Item> {
  readonly key: string
  waiting: Waiting<Item>[]
  rows: number
  bytes: number
  /** Set while a group of this lane is being inserted: what comes meanwhile makes up the next one. */
  running: Promise<void> | null
  timer: NodeJS.Timeout | null
  startedAt: number
}

/** Lanes are made for each table and day; idle ones are dropped when there are more than this. */
const idleLanesMax = 256

/**
 * Makes the groups. An idle key is inserted at once; a busy one waits so long that its inserts are `lingerMsMax` apart, or
 * until the rows or bytes of a group are reached. An item is never split.
 *
 * @param insert  writes one group, all or nothing; one call a key at a time
 */
export function newGroups<Item extends Sized>(limits: GroupLimits, insert: (key: string, items: readonly Item[]) => Promise<void>): Groups<Item> {
  const lanes = new Map<string, Lane<Item>>()
  let closed = false

  const start = (lane: Lane<Item>): void => {
    if (lane.timer) clearTimeout(lane.timer)
    lane.timer = null
    if (lane.running || lane.waiting.length === 0) return
    lane.startedAt = performance.now()
    lane.running = insertGroup(lane.key, takeGroup(lane, limits), insert).then(() => {
      lane.running = null
      schedule(lane)
    })
  }

  const schedule = (lane: Lane<Item>): void => {
    const waitMs = closed || isFull(lane, limits) ? 0 : lane.startedAt + limits.lingerMsMax - performance.now()
    if (waitMs <= 0) start(lane)
    else lane.timer ??= setTimeout(() => start(lane), waitMs)
  }

  return {
    add(key, item) {
      if (closed) return Promise.reject(new Failure('SHUTTING_DOWN', 'The collector is stopping; send again'))
      const lane = laneOf(lanes, key)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      lane.waiting.push({ item, resolve, reject })
      lane.rows += item.rows
      lane.bytes += item.bytes
      schedule(lane)
      return promise
    },
    async close() {
      closed = true
      for (const lane of lanes.values()) start(lane)
      for (const lane of lanes.values()) while (lane.running) await lane.running
    },
  }
}

const isFull = (lane: Lane<unknown>, limits: GroupLimits): boolean => lane.rows >= limits.groupRowsMax || lane.bytes >= limits.groupBytesMax

function laneOf<Item>(lanes: Map<string, Lane<Item>>, key: string): Lane<Item> {
  const known = lanes.get(key)
  if (known) return known
  if (lanes.size >= idleLanesMax) dropIdle(lanes)
  const lane: Lane<Item> = { key, waiting: [], rows: 0, bytes: 0, running: null, timer: null, startedAt: Number.NEGATIVE_INFINITY }
  lanes.set(key, lane)
  return lane
}

function dropIdle(lanes: Map<string, Lane<unknown>>): void {
  for (const [key, lane] of lanes) if (!lane.running && lane.waiting.length === 0) lanes.delete(key)
}

/** The oldest items, up to the first that fills the group. */
function takeGroup<Item extends Sized>(lane: Lane<Item>, limits: GroupLimits): readonly Waiting<Item>[] {
  let rows = 0
  let bytes = 0
  let count = 0
  while (count < lane.waiting.length && rows < limits.groupRowsMax && bytes < limits.groupBytesMax) {
    const { item } = lane.waiting[count++] as Waiting<Item>
    rows += item.rows
    bytes += item.bytes
  }
  const group = lane.waiting.slice(0, count)
  lane.waiting = lane.waiting.slice(count)
  lane.rows -= rows
  lane.bytes -= bytes
  return group
}

/** Never rejects: who waits gets the failure. */
async function insertGroup<Item>(key: string, group: readonly Waiting<Item>[], insert: (key: string, items: readonly Item[]) => Promise<void>): Promise<void> {
  try {
    await insert(
      key,
      group.map(one => one.item),
    )
    for (const one of group) one.resolve()
  } catch (cause) {
    for (const one of group) one.reject(cause)
  }
}
