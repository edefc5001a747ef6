import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRegistry } from '../../contract/index.ts'

let folder: string
const url = (): URL => pathToFileURL(`${folder}/`)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-registry-'))
  await writeFile(join(folder, 'b.js'), "export default { name: 'x/b' }")
  await writeFile(join(folder, 'a.js'), "export default { name: 'x/a' }")
  await writeFile(join(folder, 'index.js'), 'export default 1')
  await writeFile(join(folder, 'a.d.ts'), 'export {}')
})
afterAll(() => rm(folder, { recursive: true }))

describe('readRegistry', () => {
  it('reads every entry by name, in order, without index and declarations', async () => {
    expect([...(await readRegistry(url(), 'x/')).keys()]).toEqual(['x/a', 'x/b'])
  })

  it('refuses an entry whose name is not the file', async () => {
    await expect(readRegistry(url(), 'y/')).rejects.toThrow('a.js must export by default an entry named y/a, not x/a')
  })
})
