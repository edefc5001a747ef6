import process from 'node:process'
import { parseArgs } from 'node:util'
import { readModel } from './model.ts'
import { startModelServer } from './server.ts'

/** Run: npx node examples/model-server/main.ts --port 8080. Prints one line of JSON with the port once it serves. */
const { values } = parseArgs({
  options: { host: { type: 'string', default: '127.0.0.1' }, port: { type: 'string', default: '8080' }, faults: { type: 'boolean', default: false } },
})
const server = await startModelServer(readModel(), { host: values.host, port: Number(values.port), faults: values.faults })
process.stdout.write(`${JSON.stringify({ port: server.port })}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close())
// Whoever started it as a child is gone when the channel closes.
if (process.send) process.once('disconnect', () => void server.close())
