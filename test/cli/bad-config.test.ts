import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { expectSentence, runCommand, runHere } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bad-config-'))
const file = join(folder, 'plimsoll.yaml')
afterAll(() => rmSync(folder, { recursive: true }))

const laughs = `a: &a [1]\n${Array.from({ length: 12 }, (_, index) => {
  const [name, before] = [String.fromCharCode(98 + index), String.fromCharCode(97 + index)]
  return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]\n`
}).join('')}`

describe('plimsoll collector', () => {
  it.each([
    ['an unknown key', 'receive:\n  prot: 3\n', '2:3: unknown setting receive.prot; did you mean port?'],
    ['an unknown section', '# mine\nrecieve: { port: 3 }\n', '2:1: unknown setting recieve; did you mean receive?'],
    ['a key that resembles none', 'store:\n  colour: red\n', '2:3: unknown setting store.colour'],
    [
      'an unknown key of an alert rule',
      'alert:\n  rules:\n    - name: page\n    - name: other\n      sevrity: critical\n',
      '5:7: unknown setting alert.rules.1.sevrity; did you mean severity?',
    ],
    [
      'an unknown key of an action',
      'alert:\n  rules:\n    - name: page\n      with:\n        urll: http://127.0.0.1/\n',
      '5:9: rule page, alert.rules.0.with.urll: unknown setting urll; did you mean url?',
    ],
    [
      'the secret that a rule lacks, and how to make one',
      'alert:\n  rules:\n    - name: page-me\n      with:\n        url: https://example.org/\n',
      '4:7: rule page-me, alert.rules.0.with.secret: secret is missing (Key of the signature: base64 of 24 to 64 random bytes, with or without whsec_; echo whsec_$(openssl rand -base64 32) makes one)',
    ],
    [
      'a private address that no rule may call',
      `alert:\n  rules:\n    - name: other\n      with: { url: https://example.org/, secret: ${'A'.repeat(44)} }\n    - name: page-me\n      with: { url: http://127.0.0.1:9/, secret: ${'A'.repeat(44)} }\n`,
      '6:7: rule page-me, alert.rules.1.with.allowPrivate: allowPrivate must be true: url is the private address 127.0.0.1',
    ],
    ['an unknown action', 'alert:\n  rules:\n    - name: page\n      action: phone\n', '4:7: there is no action phone; there is webhook'],
    ['an unknown key of a model', 'models:\n  churn:\n    scor: p\n', '3:5: unknown setting models.churn.scor; did you mean score?'],
    [
      'an unknown key of a group of a model',
      'models:\n  churn:\n    groups: [{ column: sex, advantage: m }]\n',
      '3:29: unknown setting models.churn.groups.0.advantage; did you mean advantaged?',
    ],
    ['a value of the wrong type', 'receive:\n  port: four\n', '2:3: receive.port must be integer (Port of OTLP/HTTP, labels and models; 0 picks a free one)'],
    ['a value out of bounds', 'read:\n  port: 70000\n', '2:3: read.port must be <= 65535 (Port of the API and of metrics; 0 picks a free one)'],
    [
      'a value that is none of the choices',
      'alert:\n  rules:\n    - { name: page, severity: loud }\n',
      '3:21: alert.rules.0.severity must be one of warning, critical (Only alerts at least as severe)',
    ],
    ['broken YAML', 'receive: [1\n', '2:1: this is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['a list', '- receive\n', '1:1: the file must be a map of settings'],
  ])('names the place of %s', async (_case, yaml, sentence) => {
    writeFileSync(file, yaml)
    expectSentence(await runHere(['collector', '--config', file]), { code: 2, sentence: `${file}:${sentence}` })
  })

  it('reads plimsoll.yaml of the folder that it is started in', async () => {
    writeFileSync(file, 'receive:\n  prot: 3\n')
    expectSentence(await runCommand(['collector'], {}, folder), { code: 2, sentence: 'plimsoll.yaml:2:3: unknown setting receive.prot; did you mean port?' })
  })

  it('lists all that is wrong at once', async () => {
    writeFileSync(file, 'receive:\n  port: four\nread:\n  port: five\n')
    const { code, err } = await runHere(['collector', '--config', file])
    expect(code).toBe(2)
    expect(err.match(/plimsoll\.yaml:\d:3: re\w+\.port must be integer/g)).toHaveLength(2)
  })

  it('refuses aliases of aliases before they fill the memory', async () => {
    writeFileSync(file, laughs)
    const { code, err } = await runHere(['collector', '--config', file])
    expect({ code, lines: err.trim().split('\n') }).toEqual({ code: 2, lines: [expect.stringContaining(`plimsoll: ${file}: Excessive alias count`)] })
  })

  it('says that the file cannot be read', async () => {
    const missing = join(folder, 'nowhere.yaml')
    expectSentence(await runCommand(['collector', '--config', missing]), {
      code: 2,
      sentence: `${missing} cannot be read; give an existing file to --config`,
    })
    expectSentence(await runHere(['collector', '--config', folder]), { code: 2, sentence: `${folder} cannot be read; give an existing file to --config` })
  })

  it('names the variable and the flag that are wrong', async () => {
    writeFileSync(file, '')
    const variable = await runHere(['collector', '--config', file], { PLIMSOLL_RECEIVE_PORT: 'four' })
    expectSentence(variable, {
      code: 2,
      sentence: 'PLIMSOLL_RECEIVE_PORT: receive.port must be integer (Port of OTLP/HTTP, labels and models; 0 picks a free one)',
    })
    const flag = await runHere(['collector', '--config', file, '--api-port', 'five'])
    expectSentence(flag, { code: 2, sentence: '--api-port: read.port must be integer (Port of the API and of metrics; 0 picks a free one)' })
    const unknown = await runCommand(['collector', '--prot', '5'])
    expect(unknown).toMatchObject({ code: 2, err: "error: unknown option '--prot'\n(Did you mean --port?)\nAn example: plimsoll collector --help\n" })
  })
})

describe('plimsoll agent', () => {
  it.each([
    ['an unknown key', 'agent:\n  upstraem: http://127.0.0.1:1\n', '2:3: unknown setting agent.upstraem; did you mean upstream?'],
    ['an unknown key of a part', 'agent:\n  ship:\n    drainMilliseconds: 3\n', '3:5: unknown setting agent.ship.drainMilliseconds'],
    ['an unknown protocol', 'agent:\n  protocols:\n    oip: {}\n', '3:5: there is no protocol oip; there are json, oip_v2_http'],
    ['an unknown key of a protocol', 'agent:\n  protocols:\n    oip_v2_http: { x: 1 }\n', '3:20: unknown setting x'],
    [
      'an address without a port',
      'agent:\n  listen: localhost\n',
      '2:3: agent.listen has not the form that is asked for (Where clients of the model connect, HOST:PORT)',
    ],
  ])('names the place of %s', async (_case, yaml, sentence) => {
    writeFileSync(file, yaml)
    expectSentence(await runHere(['agent', '--config', file]), { code: 2, sentence: `${file}:${sentence}` })
  })

  it('names the flag that is wrong', async () => {
    const result = await runCommand(['agent', '--upstream', 'models.internal'])
    expectSentence(result, { code: 2, sentence: '--upstream: agent.upstream has not the form that is asked for (The model server, http://HOST:PORT)' })
  })
})
