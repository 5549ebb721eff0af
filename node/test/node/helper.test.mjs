import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { startTestline, world } from 'testline';

for (const place of [1, 2, 3]) {
  test(`a world of node:test is its own, ${place}`, { concurrency: true }, async (t) => {
    const own = await world(t.name);
    assert.equal((await fetch(`${own.baseUrl('dasha')}/api/v1/agents`)).status, 401);
    assert.deepEqual((await own.journal()).clauses, ['dasha.any.no-credentials']);
  });
}

test('an emulator that is started is stopped', async () => {
  const { TESTLINE_URL, TESTLINE_ADMIN_URL, ...rest } = process.env;
  const script = `import { startTestline } from 'testline';
    const { url } = await startTestline().then(async (one) => (await one.stop(), one));
    console.log(await fetch(url).then(() => 'answers', () => 'stopped'));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { env: rest, encoding: 'utf8' });
  assert.equal(run.stdout, 'stopped\n', run.stderr);
});

test('a process that forgets to stop its emulator ends, and the emulator with it', async () => {
  const { TESTLINE_URL, TESTLINE_ADMIN_URL, ...rest } = process.env;
  const script = `import { startTestline } from 'testline'; console.log((await startTestline()).url);`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { env: rest, encoding: 'utf8', timeout: 20_000 });
  assert.match(run.stdout, /^http:\/\/127\.0\.0\.1:\d+\n$/, run.stderr);
  // The signal was sent before the process ended; the port closes as soon as the emulator has got it.
  for (let left = 5000; left > 0; left -= 1) {
    const answers = await fetch(run.stdout.trim()).then(() => true, () => false);
    if (!answers) return;
  }
  assert.fail('the emulator still answers');
});

test('the environment names a running emulator', async () => {
  const running = await startTestline();
  const before = process.env.TESTLINE_URL;
  process.env.TESTLINE_URL = running.url;
  assert.equal((await startTestline()).url, running.url);
  if (before === undefined) delete process.env.TESTLINE_URL;
  await running.stop();
});

test('the program runs by the package, and its exit code is its own', () => {
  const run = spawnSync('npx', ['--no-install', 'testline', 'exec', '--', 'sh', '-c', 'exit 7'], { encoding: 'utf8' });
  assert.equal(run.status, 7, run.stderr);
});
