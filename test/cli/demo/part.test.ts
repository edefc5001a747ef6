import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, describe, expect, it } from 'vitest'
import { holdFolder } from '../../../cli/demo/folder.ts'
import { startPart } from '../../../cli/demo/part.ts'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-part-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a part', () => {
  it('answers calls, tells failures as they are, and is gone when it is closed', async () => {
    const part = startPart('model', join(folder, 'model.log'))
    const { port } = await part.call<{ port: number }>('start', { port: 0 })
    expect((await fetch(`http://127.0.0.1:${port}/v2/health/ready`)).status).toBe(200)
    await expect(part.call('dance')).rejects.toMatchObject({ code: 'BUG', message: expect.stringContaining('no such call: dance') as string })
    await part.close()
    await expect(fetch(`http://127.0.0.1:${port}/v2/health/ready`)).rejects.toThrow('fetch failed')
    await expect(part.call('start', { port: 0 })).rejects.toMatchObject({ code: 'BUG' })
  })
})

describe('holdFolder', () => {
  it('empties what an earlier demo left, and refuses while one holds it', () => {
    const path = join(folder, 'demo')
    const first = holdFolder(path)
    writeFileSync(join(path, 'old'), '')
    expect(() => holdFolder(path)).toThrow(`a demo is running in ${path} already (process ${process.pid})`)
    first.release()
    const second = holdFolder(path)
    expect(() => readFileSync(join(path, 'old'))).toThrow('ENOENT')
    second.release()
  })

  it('takes over from a demo that died', () => {
    const path = join(folder, 'dead')
    holdFolder(path)
    // Larger than any process id.
    writeFileSync(`${path}.lock`, String(2 ** 30))
    expect(holdFolder(path).path).toBe(path)
  })

  it('never empties a folder that no demo made', () => {
    expect(() => holdFolder(folder)).toThrow('no demo made it')
  })

  it('removes a folder for one run', () => {
    const folder = holdFolder(null)
    folder.release()
    expect(() => readFileSync(folder.path)).toThrow('ENOENT')
  })
})
