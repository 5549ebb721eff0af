import type { World } from 'testline';

/** Puts a number on a trunk and gives the status. */
export async function assign(world: World): Promise<number> {
  const { headers, ids } = world.credentials('vobiz');
  const answer = await fetch(`${world.baseUrl('vobiz')}/api/v1/Account/${ids['auth_id']}/numbers/%2B912271264217/assign`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: '{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}',
  });
  return answer.status;
}
