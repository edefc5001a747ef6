import { spawnSync } from 'node:child_process'

/** Builds `dist/` once for a run, because the road test runs on sources and on what is published. */
export default function build(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/build.ts'], { encoding: 'utf8', timeout: 240_000 })
  if (status !== 0) throw new Error(`npm run build failed:\n${stdout}${stderr}`)
}
