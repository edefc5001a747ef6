import process from 'node:process'
import { readTools, runTask, type Task } from './tasks.ts'

/** A process of the pool: takes a task, answers with its result, until its parent hangs up. */
const tools = await readTools()
// A task that throws ends the process: the pool says so and stops.
process.on('message', (task: Task) => void runTask(task, tools).then(result => process.send?.(result)))
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
