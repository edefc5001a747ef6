import { Failure, nearest, type Preset } from '../../contract/index.ts'
import { presets } from '../../detectors/presets/index.ts'

/** Presets by name; `all` for every one. @throws Failure CONFIG for a name that none has */
export function choosePresets(names: readonly string[]): readonly Preset[] {
  if (names.includes('all')) return [...presets.values()]
  return [...new Set(names)].map(name => {
    const preset = presets.get(name)
    if (preset) return preset
    const near = nearest(name, [...presets.keys()])
    throw new Failure('CONFIG', `unknown preset ${name}${near ? `; did you mean ${near}?` : ''}; known are ${[...presets.keys()].join(', ')} and all`)
  })
}
