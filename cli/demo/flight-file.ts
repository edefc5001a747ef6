import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../contract/index.ts'

/** The extract that the published package carries, beside the compiled sources; made by `scripts/extract-flights.ts`. */
export const extractName = 'flights.parquet'

/**
 * File of the flights: the whole of vega-datasets in a checkout, else the extract of the package.
 *
 * @throws Failure CONFIG when neither is there
 */
export function findFlightFile(): string {
  const extract = fileURLToPath(new URL(`../../${extractName}`, import.meta.url))
  const found = [vegaFile('flights-3m.parquet'), extract].find(path => path !== null && existsSync(path))
  if (found) return found
  throw new Failure('CONFIG', 'the flights of the demo are missing; install with development dependencies (npm ci), or use the published package')
}

/** A data file of the development dependency, or null where it is not installed. */
export function vegaFile(name: string): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '..', 'data', name)
  } catch {
    return null // not installed: the published package has the extract instead
  }
}
