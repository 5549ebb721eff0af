// A small client of two vendors: puts a phone number on a SIP trunk at Vobiz, and on a voice agent at UnleashX.

/** The number serves something else, which has to be decided by people. */
export class NumberTaken extends Error {}

/** Phone numbers that lead to a voice agent. Each vendor is `{ url, headers }`, Vobiz with an `account` too. */
export class Helpline {
  constructor({ vobiz, unleashx }) {
    this.vobiz = vobiz;
    this.unleashx = unleashx;
  }

  /** Puts a number on a trunk and on an agent; what is done already stays. */
  async open(number, trunk, agent) {
    await this.putOnTrunk(number, trunk);
    await this.giveToAgent(number, agent);
  }

  async putOnTrunk(number, trunk) {
    const path = `/api/v1/Account/${this.vobiz.account}/numbers/${encodeURIComponent(number)}/assign`;
    const assign = () => ask(this.vobiz, 'POST', path, { trunk_group_id: trunk });
    let answer;
    try {
      answer = await assign();
    } catch {
      // The answer is lost, and nobody knows whether the change was made. So look before asking again.
      if ((await this.trunkOf(number)) === trunk) return;
      answer = await assign();
    }
    if (answer.status === 400 && (await answer.clone().json()).message.includes('already assigned')) {
      if ((await this.trunkOf(number)) !== trunk) throw new NumberTaken(`${number} is on another trunk`);
      return;
    }
    await checked(answer);
  }

  async trunkOf(number) {
    const answer = await checked(await ask(this.vobiz, 'GET', `/api/v1/Account/${this.vobiz.account}/numbers`));
    return (await answer.json()).items.find(({ e164 }) => e164 === number)?.trunk_group_id;
  }

  async giveToAgent(number, agent) {
    const sent = { agent_id: agent, provider: 'san', numbers: [number] };
    const answer = await ask(this.unleashx, 'POST', '/api/agent/attach-phone-number', sent);
    if (answer.status === 409) throw new NumberTaken((await answer.json()).message);
    await checked(answer);
  }
}

function ask({ url, headers }, method, path, body) {
  const json = body && { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return fetch(url + path, { method, headers, signal: AbortSignal.timeout(10_000), ...json });
}

async function checked(answer) {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer;
}
