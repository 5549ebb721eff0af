import { expect } from 'vitest';
import { startTestline, world as named } from 'testline';
import { test } from 'testline/vitest';
import { assign } from '../assign.js';

const ASSIGNED = 'vobiz.assign-number-to-trunk.assigned';
const REFUSED = 'vobiz.assign-number-to-trunk.already-assigned';

test('a world starts afresh whatever another did', async ({ world }) => {
  expect([await assign(world), await assign(world)]).toEqual([204, 400]);
  expect(await assign(await named('another'))).toBe(204);
  expect((await world.journal()).clauses).toEqual([ASSIGNED, REFUSED]);
});

test('a lost answer is lost after the change', async ({ world }) => {
  await world.fault('cut-after-commit', { vendor: 'vobiz', operation: 'assign-number-to-trunk', first: 1 });
  await expect(assign(world)).rejects.toThrow('fetch failed');
  expect(await assign(world)).toBe(400);
});

test('an action may have settings', async ({ world }) => {
  await world.fault({ kind: 'refuse', status: 503 }, { vendor: 'vobiz' });
  expect(await assign(world)).toBe(503);
  await world.clearFaults();
  expect(await assign(world)).toBe(204);
});

test('the clock moves on and says what fell due', async ({ world }) => {
  const { headers, ids } = world.credentials('vobiz');
  const number = `${world.baseUrl('vobiz')}/api/v1/Account/${ids['auth_id']}/numbers/%2B912271264217`;
  expect((await fetch(number, { method: 'DELETE', headers })).status).toBe(200);
  expect(await world.advance('PT1H')).toEqual([]);
  expect((await world.advance('PT24H')).map(({ vendor }) => vendor)).toEqual(['vobiz']);
});

test('settings say how a world is made', async () => {
  const world = await named('settings', { dialect: { 'vobiz.unknown-trunk': '404' }, clock: 'real' });
  await world.patch({ vobiz: { trunks: { 'aabbccdd-1234-5678-90ab-cdef12345678': null } } });
  expect(await assign(world)).toBe(404);
  await expect(world.advance('PT1H')).rejects.toThrow('409');
});

test('what the emulator refuses says why', async ({ world }) => {
  const wrong = world.fault('reset', { vendor: 'vobiz', operation: 'asign-number-to-trunk' });
  await expect(wrong).rejects.toThrow('did you mean assign-number-to-trunk');
});

test('any name makes a world, and names that look alike are worlds apart', async () => {
  const names = ['Übung', 'a/b > c', 'x'.repeat(300), '-', 'a b', 'a-b', 'a_b', 'A b'];
  const worlds = await Promise.all(names.map((name) => named(name)));
  expect(new Set(worlds.map(({ name }) => name)).size).toBe(names.length);
  for (const { name } of worlds) expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,62}$/);
});

test('the text of a journal is the same at every run', async () => {
  const run = async () => {
    const world = await named('the-same');
    await assign(world);
    return (await world.journal()).text;
  };
  const text = await run();
  expect(await run()).toBe(text);
  expect(text.replace(/MA_\w{8}/, 'MA_1')).toBe(
    `### 1 ${ASSIGNED}\nPOST /api/v1/Account/MA_1/numbers/%2B912271264217/assign\n` +
      '{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}\n204\n',
  );
});

test('the workers have the emulator of the run', async ({ world }) => {
  expect(process.env['TESTLINE_URL']).toBe(world.testline.url);
  expect((await startTestline()).url).toBe(world.testline.url);
});
