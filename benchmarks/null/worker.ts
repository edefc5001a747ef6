import process from 'node:process'
import { readTools, runTask, type Task } from './tasks.ts'

/** A process of the pool: takes a task, answers with its result, until its parent hangs up. */
const tools = await readTools()
process.on('message', async (task: Task) => process.send?.(await runTask(task, tools)))
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
