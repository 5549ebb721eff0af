import { expect } from 'vitest';
import { test as withWorld } from 'testline/vitest';
import { Helpline, NumberTaken } from './helpline.js';

const NUMBER = '+912271264217';
const [TRUNK, OTHER_TRUNK] = ['aabbccdd-1234-5678-90ab-cdef12345678', 'e3e55a78-1234-5678-90ab-cdef12345678'];
const [AGENT, OTHER_AGENT] = ['agent_abc123xyz', 'agent_xyz789abc'];

const test = withWorld.extend({
  helpline: async ({ world }, use) => {
    const { headers, ids } = world.credentials('vobiz');
    const vobiz = { url: world.baseUrl('vobiz'), headers, account: ids.auth_id };
    const unleashx = { url: world.baseUrl('unleashx'), headers: world.credentials('unleashx').headers };
    await use(new Helpline({ vobiz, unleashx }));
  },
});

test('a helpline opens', async ({ helpline, world }) => {
  await helpline.open(NUMBER, TRUNK, AGENT);
  expect(await helpline.trunkOf(NUMBER)).toBe(TRUNK);
  expect((await world.journal()).clauses).toContain('unleashx.attach-phone-number.attached');
});

test('a number of another agent is refused', async ({ helpline, world }) => {
  await helpline.giveToAgent(NUMBER, OTHER_AGENT);
  await expect(helpline.open(NUMBER, TRUNK, AGENT)).rejects.toThrow(NumberTaken);
  expect((await world.journal()).clauses.at(-1)).toBe('unleashx.attach-phone-number.number-already-attached');
});

test('a number of another trunk is refused', async ({ helpline }) => {
  await helpline.putOnTrunk(NUMBER, OTHER_TRUNK);
  await expect(helpline.open(NUMBER, TRUNK, AGENT)).rejects.toThrow('another trunk');
});

test('a lost answer is survived', async ({ helpline, world }) => {
  await world.fault('cut-after-commit', { vendor: 'vobiz', operation: 'assign-number-to-trunk', first: 1 });
  await helpline.open(NUMBER, TRUNK, AGENT);
  expect((await world.journal()).clauses).toEqual([
    'vobiz.assign-number-to-trunk.assigned',
    'vobiz.list-account-phone-numbers.listed',
    'unleashx.attach-phone-number.attached',
  ]);
});

test('what is said is as stored', async ({ helpline, world }) => {
  await helpline.open(NUMBER, TRUNK, AGENT);
  await expect((await world.journal()).text).toMatchFileSnapshot('opened.snap.txt');
});
