import { createServer } from 'node:net'

/** The port itself when it is free on loopback, else 0: any free one. Somebody may be faster: then starting fails with a sentence. */
export const freePort = (wanted: number): Promise<number> =>
  new Promise(resolve => {
    const probe = createServer()
    probe.once('error', () => resolve(0))
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(wanted)))
  })
