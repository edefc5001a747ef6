import { readModel } from '../../examples/model-server/model.ts'
import { type ModelServer, startModelServer } from '../../examples/model-server/server.ts'
import { answerCalls } from './calls.ts'

/** Child process: the model server. */
let server: ModelServer | null = null

answerCalls(
  {
    async start(options: { readonly port: number }) {
      server = await startModelServer(readModel(), { host: '127.0.0.1', port: options.port, faults: true })
      return { port: server.port }
    },
  },
  async () => server?.close(),
)
