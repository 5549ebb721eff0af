import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { spawnSync } from 'node:child_process';

test('a failed test shows its journal and a passed one does not', () => {
  const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
  const config = fileURLToPath(new URL('../fixture/vitest.config.ts', import.meta.url));
  const run = spawnSync(process.execPath, [vitest, 'run', '--config', config], {
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    encoding: 'utf8',
  });
  expect(run.status).toBe(1);
  const said = run.stdout + run.stderr;
  expect(said).toContain('1 failed | 1 passed');
  expect(said.match(/testline journal of/g)).toHaveLength(1);
  expect(said).toContain('### 1 dasha.any.no-credentials\nGET /api/v1/agents');
});
