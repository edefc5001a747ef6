import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, it } from 'vitest'
import { knownBatches, latestSchema, openStore, StoreSettings } from '../../../collector/store/store.ts'
import { defaults } from '../../../contract/index.ts'
import { newFolder, startScript } from './under-test.ts'

const folder = await newFolder()
const settings = { ...defaults(StoreSettings), data: folder }
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Blocks of this store on their way, in memory that other stores of the machine share: named after device, inode and path of the data folder. */
function blockFolder(): string {
  const { dev, ino } = statSync(folder)
  return `/dev/shm/plimsoll-${createHash('sha256').update(`${dev} ${ino} ${folder}`).digest('hex').slice(0, 16)}`
}
const hasMemory = existsSync('/dev/shm')

it('finds every acknowledged row after kill -9, and opens again', async () => {
  for (const killedAfter of [3, 9]) {
    const { child, exited, first } = await startScript('crash-writer.ts', folder)
    const acknowledged = first.split('\n')
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(line)
      if (acknowledged.length === killedAfter) child.kill('SIGKILL')
    }
    await exited
    expect(existsSync(blockFolder())).toBe(hasMemory)
    expect(acknowledged.length).toBeGreaterThanOrEqual(killedAfter)
    const engine = await openStore(settings, Date.now)
    const schema = await latestSchema(engine, 'crash', '1')
    if (!schema) throw new Error('the schema is gone')
    const batches = acknowledged.map(BigInt)
    expect(await knownBatches(engine, schema, batches)).toEqual(new Map(batches.map(batch => [batch, 50])))
    await engine.close()
  }
  expect(existsSync(blockFolder())).toBe(false)
})

it('names the folder and the process when it is in use', async () => {
  const { child, exited } = await startScript('crash-writer.ts', folder)
  const opening = openStore(settings, Date.now)
  await expect(opening).rejects.toMatchObject({ code: 'IN_USE', message: expect.stringMatching(new RegExp(`${folder} is in use by process ${child.pid}`)) })
  child.stdout.resume()
  child.stdin.end()
  await exited
  const engine = await openStore(settings, Date.now)
  await expect(openStore(settings, Date.now)).rejects.toMatchObject({ code: 'IN_USE' })
  await expect(openStore({ ...settings, data: `${folder}-other` }, Date.now)).rejects.toMatchObject({ code: 'IN_USE' })
  await engine.close()
})

it('says so when the folder is none', async () => {
  const file = join(folder, 'file')
  await mkdir(folder, { recursive: true })
  await writeFile(file, '')
  await expect(openStore({ ...settings, data: file }, Date.now)).rejects.toMatchObject({ code: 'CONFIG' })
})

it('leaves nothing behind of a store that was closed', async () => {
  const engine = await openStore(settings, Date.now)
  expect(existsSync(blockFolder())).toBe(hasMemory)
  const closing = engine.close()
  await Promise.all([closing, engine.close()])
  expect(existsSync(blockFolder())).toBe(false)
})
