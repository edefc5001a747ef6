import type { Reporter, TestModule } from 'vitest/node'

/** Prints the closing line that CI reads: how many tests passed and failed; skipped ones only when there are some. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap(module => Array.from(module.children.allTests(), test => test.result().state))
    const count = (state: string): number => states.filter(one => one === state).length
    const broken = modules.filter(module => module.state() === 'failed' && module.errors().length > 0).length
    const failed = count('failed') + broken + errors.length
    const skipped = count('skipped')
    process.stdout.write(`${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
  }
}
