import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { extractName, vegaFile } from '../cli/demo/flight-file.ts'
import { readUntil } from '../cli/demo/flights.ts'
import { openStore, StoreSettings } from '../collector/store/store.ts'
import { defaults } from '../contract/index.ts'

/** Writes the flights that the demo can need into `dist/`, for the published package: the columns of the source, until the last day that can be replayed. */
const source = vegaFile('flights-3m.parquet')
if (source === null) throw new Error('vega-datasets is not installed')
const data = mkdtempSync(join(tmpdir(), 'plimsoll-extract-'))
const engine = await openStore({ ...defaults(StoreSettings), data, durability: 'page-cache' }, Date.now)
try {
  const target = resolve('dist', extractName)
  rmSync(target, { force: true })
  await engine.write(`INSERT INTO FUNCTION file('${target}', Parquet) SELECT date, delay, distance, origin, destination
    FROM file('${source}', Parquet) WHERE date < '${readUntil}' ORDER BY date SETTINGS output_format_parquet_compression_method = 'zstd'`)
} finally {
  await engine.close()
  rmSync(data, { recursive: true, force: true })
}
