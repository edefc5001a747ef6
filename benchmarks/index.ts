import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** `npm run bench`: every benchmark of this folder, one after the other; each prints ratios to a peer that ran in the same minute. */
const folder = new URL('./', import.meta.url)
const apart = ['index.ts', 'quiet.ts', 'null.ts', 'streams.ts', 'compare.ts', 'torture.ts'] // they take minutes or bring peers by pip: each has a script of its own
for (const file of readdirSync(folder).filter(name => name.endsWith('.ts') && !apart.includes(name))) {
  console.log(`\n${file.replace('.ts', '')}`)
  execFileSync(process.execPath, [fileURLToPath(new URL(file, folder))], { stdio: 'inherit' })
}
