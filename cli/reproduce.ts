import { Failure, paths, type Reproduction } from '../contract/index.ts'
import { ask } from './baseline/ask.ts'
import { defineCommand, exitCodes } from './command/command.ts'
import { printable } from './command/printable.ts'
import { reproductionText } from './reproduce/text.ts'

const idForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export default defineCommand({
  name: 'reproduce',
  summary: 'Computes a signal again from the panes or rows of its window, or says what is gone',
  examples: ['plimsoll reproduce 5f0c1f6e-1f63-4a1b-9c3f-0a4be4b3d1c2', 'plimsoll reproduce 5f0c1f6e-1f63-4a1b-9c3f-0a4be4b3d1c2 --json'],
  next: 'the exit code is 0 when the same number came out, and 3 when it did not.',
  configure: program =>
    void program
      .argument('<signal>', 'id of a signal, as alerts and /api/v1/signals show it')
      .option('--collector <url>', 'outward address of the collector', 'http://127.0.0.1:9464')
      .option('--token <text>', 'bearer token of the collector (PLIMSOLL_READ_TOKEN)')
      .option('--json', 'print as JSON'),

  async run({ arguments: [id = ''], options, terminal }) {
    if (!idForm.test(id)) throw new Failure('CONFIG', `${printable(id)} is not the id of a signal; it looks like 5f0c1f6e-1f63-4a1b-9c3f-0a4be4b3d1c2`)
    const token = typeof options['token'] === 'string' ? options['token'] : (terminal.env['PLIMSOLL_READ_TOKEN'] ?? '')
    const asked = { collector: String(options['collector']), token, stop: terminal.stop, door: 'outward' as const }
    const found = await ask<Reproduction>(asked, `${paths.signals}/${id}/reproduction`)
    terminal.out(options['json'] ? `${JSON.stringify(found)}\n` : reproductionText(found))
    return found.same ? exitCodes.done : exitCodes.checkFailed
  },
})
