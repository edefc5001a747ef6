import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Served, serve, until } from '../road/processes.ts'
import { sendEvent } from './event.ts'
import { expectSentence, runCommand } from './run.ts'

const disk = mkdtempSync(join(tmpdir(), 'plimsoll-disk-'))
const ballast = join(disk, 'ballast')
const data = join(disk, 'data')
const mount = (...args: readonly string[]): boolean => spawnSync('mount', args).status === 0

/** A disk of our own is needed, which only root may mount. */
const mounted = process.getuid?.() === 0 && mount('-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk)
if (!mounted) console.warn('SKIPPED: a small disk cannot be mounted here; what happens when the disk is full is not tested')

afterAll(() => {
  if (mounted) spawnSync('umount', ['--lazy', disk])
  rmSync(disk, { recursive: true, force: true })
})

function fillDisk(): void {
  // By twos, because the engine may take or give a block meanwhile.
  for (let tries = 0; statfsSync(disk).bavail > 0 && tries < 10; tries++) {
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(`${ballast}${tries}`, Buffer.alloc(bavail * bsize))
  }
}
const emptyDisk = (): void => {
  for (let tries = 0; tries < 10; tries++) rmSync(`${ballast}${tries}`, { force: true })
}

const ask = async (running: Served, path: string): Promise<string> => (await fetch(`http://127.0.0.1:${running.ports['outward']}${path}`)).text()
const start = (): Promise<Served> => serve(['bin/plimsoll.cjs', 'collector', '--data', data, '--port', '0', '--api-port', '0'], {}, 'inward')

/** The log comes through a pipe of its own, perhaps after the answer. */
const logged = (running: Served, text: string): Promise<true> =>
  until(
    () => running.log().includes(text) || undefined,
    5_000,
    () => running.log(),
  )

describe.runIf(mounted)('a full disk', () => {
  it('turns senders away for a while, says so, goes on answering, and recovers', async () => {
    const running = await start()
    try {
      expect((await sendEvent(running.ports['inward'], 'before')).status).toBe(200)
      fillDisk()
      const refused = await sendEvent(running.ports['inward'], 'refused')
      expect(refused.status).toBe(503)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      // google.rpc.Status: UNAVAILABLE, which the OTLP specification lets senders repeat.
      expect(await refused.json()).toMatchObject({ code: 14, message: expect.stringMatching(/^the disk of the store is full/) })
      await logged(running, '"code":"STORE_FULL","msg":"senders are told to come again: the disk of the store is full')
      expect(await ask(running, '/metrics')).toContain('plimsoll_request_failures_total{code="STORE_FULL"} 1')
      expect(JSON.parse(await ask(running, '/api/v1/models'))).toMatchObject({ items: [{ model: 'churn', rows: 1 }] })
      emptyDisk()
      const again = await until(
        async () => ((await sendEvent(running.ports['inward'], 'refused')).status === 200 ? true : undefined),
        20_000,
        () => running.log(),
      )
      expect(again).toBe(true)
      await logged(running, '"msg":"what comes in is stored again"')
      expect(JSON.parse(await ask(running, '/api/v1/models'))).toMatchObject({ items: [{ model: 'churn', rows: 2 }] })
    } finally {
      emptyDisk()
      expect(await running.stop()).toBe(0)
    }
  })

  it('keeps a new store from being made, in one sentence', async () => {
    fillDisk()
    const fresh = await runCommand(['collector', '--data', join(disk, 'fresh'), '--port', '0', '--api-port', '0'])
    emptyDisk()
    expect(fresh.code).toBe(1)
    expect(fresh.err).toMatch(/^plimsoll: the disk of the store is full[^\n]*\n$/)
  })

  it('that is read-only is refused as a folder', async () => {
    expect(mount('-o', 'remount,ro', disk)).toBe(true)
    const result = await runCommand(['collector', '--data', data, '--port', '0', '--api-port', '0'])
    mount('-o', 'remount,rw', disk)
    expectSentence(result, {
      code: 2,
      sentence: `the data folder ${data} cannot be opened (EROFS); name a folder that this user may write by store.data (--data)`,
    })
  })
})
