import process from 'node:process'
import { parseArgs } from 'node:util'
import { startReceiver } from './receiver.ts'

/** Run: PLIMSOLL_WEBHOOK_SECRET=whsec_… npx node examples/receiver/main.ts --port 8090. Prints every message that it takes as a line of JSON. */
const { values } = parseArgs({ options: { host: { type: 'string', default: '127.0.0.1' }, port: { type: 'string', default: '8090' } } })
const secret = process.env['PLIMSOLL_WEBHOOK_SECRET'] ?? ''
if (secret === '') {
  process.stderr.write('Set PLIMSOLL_WEBHOOK_SECRET to the secret of the sender (whsec_…).\n')
  process.exit(2)
}
const receiver = await startReceiver({ host: values.host, port: Number(values.port), secret }, ({ event }) =>
  process.stdout.write(`${JSON.stringify(event)}\n`),
)
process.stderr.write(`receiving on http://${values.host}:${receiver.port}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void receiver.close())
