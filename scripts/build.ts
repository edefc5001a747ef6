import { execFileSync } from 'node:child_process'
import { copyFileSync, globSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bundle } from './bundle.ts'

/** Emits `dist/`: JavaScript, declarations, the JSON that sources read beside themselves, and the command as a bundle. */
rmSync('dist', { recursive: true, force: true })
execFileSync(join('node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], { stdio: 'inherit' })
for (const file of globSync('{agent,collector,detectors,cli,examples}/**/*.json')) {
  mkdirSync(dirname(join('dist', file)), { recursive: true })
  copyFileSync(file, join('dist', file))
}
await bundle()
