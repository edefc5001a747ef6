import { registerHooks } from 'node:module'
import process from 'node:process'

/** Loaded before a program (`--import`): at its end the last line of stderr says how many files it loaded, ours and those of packages. */
const files = new Set<string>()
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) files.add(url)
    return next(url, context)
  },
})
process.on('exit', () => process.stderr.write(`\nfiles ${files.size}\n`))
