import { loadDetectors } from '../../collector/own/load-detectors.ts'
import { complaintOf } from '../../collector/watch/broken.ts'
import { type Detector, Failure, nearest } from '../../contract/index.ts'
import { detectors } from '../../detectors/index.ts'
import type { CommandInput } from './command.ts'
import { textOf } from './file-options.ts'

/** Of the option that `knownDetectors` reads. */
export const detectorFolderOption = ['--detector-folder <folder>', 'folder with detectors of your own, a file each'] as const

/**
 * Our detectors, and those of the folder that the command line names.
 *
 * @throws Failure CONFIG for a file that breaks a rule; later too, for a detector of the folder that throws
 */
export async function knownDetectors(options: CommandInput['options']): Promise<ReadonlyMap<string, Detector>> {
  const all = await loadDetectors(textOf(options['detectorFolder']) ?? '', '--detector-folder')
  return new Map(Array.from(all, ([name, detector]) => [name, detectors.has(name) ? detector : speaking(detector)]))
}

/** For a name that no detector has. */
export function unknownDetector(name: string, known: readonly string[]): Failure {
  const near = nearest(name, known)
  return new Failure('CONFIG', `unknown detector ${name}${near === undefined ? '' : `; did you mean ${near}?`}; known are ${known.join(', ')}`)
}

/** What somebody's code throws is told as a sentence that names it. */
function speaking(detector: Detector): Detector {
  const { name, deciding } = detector
  const said = <Result>(work: () => Result): Result => {
    try {
      return work()
    } catch (cause) {
      throw new Failure('CONFIG', `${name} of --detector-folder failed: ${complaintOf(cause)}`, { cause })
    }
  }
  const read: Detector['read'] = (...given) => said(() => detector.read(...given))
  if (!deciding) return { ...detector, read }
  const spoken: typeof deciding = {
    ...deciding,
    frame: (...given) => said(() => deciding.frame(...given)),
    tally: (...given) => said(() => deciding.tally(...given)),
    decide: (...given) => said(() => deciding.decide(...given)),
  }
  return { ...detector, read, deciding: spoken }
}
