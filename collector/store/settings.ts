import { type Static, Type } from 'typebox'
import { dayMs, wholeSetting } from '../../contract/index.ts'

const text = (description: string, value: string) => Type.String({ default: value, description })
const years = (count: number): number => count * 365 * dayMs

export const StoreSettings = Type.Object(
  {
    data: text('Folder of the embedded store; used by one process at a time', './plimsoll-data'),
    url: text('ClickHouse server, as http://host:8123; empty for the embedded store', ''),
    user: text('User of the server', 'default'),
    password: Type.String({ default: '', description: 'Password of the server (secret)' }),
    database: Type.String({ default: 'plimsoll', pattern: '^[a-z_][a-z0-9_]{0,62}$', description: 'Database that holds the tables' }),
    durability: Type.Union([Type.Literal('disk'), Type.Literal('page-cache')], {
      default: 'disk',
      description: 'What an acknowledged insert survives: disk, a power cut; page-cache, a crash of the process',
    }),
    memoryBytesMax: wholeSetting('Memory of the embedded engine, bytes', 2 ** 30 * 2, 2 ** 28, 2 ** 42),
    readSecondsMax: wholeSetting('Longest read, seconds', 30, 1, 3600),
    readRowsMax: wholeSetting('Most rows that one read may return', 1_000_000, 1, 2 ** 31),
    readMemoryBytesMax: wholeSetting('Memory of one read, bytes', 2 ** 29, 2 ** 24, 2 ** 42),
    writeSecondsMax: wholeSetting('Longest statement that writes, seconds', 120, 1, 3600),
    threadsMax: wholeSetting('Threads of one statement', 2, 1, 64),
    columnsMax: wholeSetting('Columns of one schema; values of further columns go into the spill map', 2000, 1, 10_000),
    minutePanesKeptMs: wholeSetting(
      'Minute panes are kept so long behind the newest row of their model version, and up to a week longer, milliseconds',
      14 * dayMs,
      dayMs,
      years(100),
    ),
    hourPanesKeptMs: wholeSetting('The same for hour panes and labelled hours, which long windows are read from, milliseconds', years(2), dayMs, years(100)),
    signalsKeptMs: wholeSetting('The same for signals, milliseconds', years(2), 14 * dayMs, years(100)),
    schemasMax: wholeSetting('Schemas of one model version; columns that would need a further one stay in the spill map', 32, 1, 1000),
  },
  { additionalProperties: false },
)
export type StoreSettings = Static<typeof StoreSettings>
