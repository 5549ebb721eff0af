import { test as base } from 'vitest';
import { type World, world } from './index.js';

type Named = { name: string; suite?: Named | undefined };

function fullName(task: Named): string {
  return task.suite ? `${fullName(task.suite)} ${task.name}` : task.name;
}

/** Vitest's `test` with a world for each test that asks for one; a failed test shows its world's journal. */
export const test = base.extend<{ world: World }>({
  world: async ({ task, onTestFailed }, use) => {
    const made = await world(`${task.file.name} ${fullName(task)}`);
    onTestFailed(async () => {
      console.error(`testline journal of ${made.name}\n${(await made.journal()).text || 'nothing was said\n'}`);
    });
    await use(made);
  },
});
