import { readFileSync } from 'node:fs'

/** Version of the package, from the nearest package.json: two folders up in sources, three in `dist/`. */
export function version(): string {
  for (const up of ['../../package.json', '../../../package.json']) {
    const found = readPackage(new URL(up, import.meta.url))
    if (found) return found.version
  }
  throw new Error('package.json is missing beside the sources')
}

function readPackage(file: URL): { version: string } | undefined {
  try {
    const parsed = JSON.parse(readFileSync(file, 'utf8')) as { name: string; version: string }
    return parsed.name === 'plimsoll' ? parsed : undefined
  } catch {
    return undefined // not here: the next place is tried, and the caller speaks when there is none
  }
}
