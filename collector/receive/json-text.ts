import { Failure, type JsonLimits, scanJson } from '../../contract/index.ts'

/** Of one body: real OTLP needs some 15 bytes for each object or array. */
const jsonLimits: JsonLimits = { depthMax: 64, keysMax: 10_000, keysInAllMax: 6_291_456, containersMax: 4_194_304, digitsMax: 400 }

/**
 * Parses JSON that a stranger sent, once a pass over its bytes has bounded what the parser can be made to build.
 *
 * @param containersMax  objects and arrays
 * @throws Failure BAD_REQUEST, never with the text in its message
 */
export function parseJson(body: Buffer, containersMax = jsonLimits.containersMax): unknown {
  scanJson(body, { ...jsonLimits, containersMax })
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new Failure('BAD_REQUEST', 'The body is not valid JSON', { cause })
  }
}
