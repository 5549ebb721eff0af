import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { program } from './program.js';
import { type Made, type Settings, World, worldName } from './world.js';

export { type Action, type Credentials, type Exchange, type Journal, type Match, type Vendor } from './world.js';
export { type Settings, World };

/** An emulator that answers until it is stopped, or until this process ends. */
export class Testline {
  /** Where it is: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly #child: ChildProcess | undefined;

  constructor(url: string, child?: ChildProcess) {
    this.url = url.replace(/\/(_testline\/?)?$/, '');
    this.#child = child;
  }

  /** Makes a world of this name afresh; any text is a name, and two that differ are two worlds. */
  async world(name: string, settings: Settings = {}): Promise<World> {
    const clock = { at: '2026-01-24T10:30:19Z', step: 'PT1S' };
    const made = await this.admin('PUT', `worlds/${worldName(name)}`, { seed: 0, clock, ...settings });
    return new World(this, made as Made);
  }

  /** Asks the admin API below `/_testline/v1` and gives what it answers. */
  async admin(method: string, path: string, body?: unknown): Promise<unknown> {
    const token = process.env['TESTLINE_ADMIN_TOKEN'];
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${this.url}/_testline/v1/${path}`, { method, headers, ...sent });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Stops the emulator if it was started here. */
  async stop(): Promise<void> {
    if (this.#child?.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.ref();
    this.#child.kill();
    await ended;
  }
}

/** The emulator that `TESTLINE_ADMIN_URL` or `TESTLINE_URL` names, or one of this process's own on a free port. */
export async function startTestline(): Promise<Testline> {
  const running = process.env['TESTLINE_ADMIN_URL'] || process.env['TESTLINE_URL'];
  if (running) return new Testline(running);
  const child = spawn(program(), ['serve', '--listen', '127.0.0.1:0', '--seed', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const first = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${child.spawnargs.join(' ')} ended at once; run it to see why`)));
    createInterface(child.stdout).once('line', resolve);
  });
  const line = await first.catch((error: Error) => {
    throw new Error(`there is no emulator: ${error.message}`, { cause: error });
  });
  child.removeAllListeners('exit');
  process.once('exit', () => child.kill());
  // Nothing more is read, and a test process need not wait for it.
  child.stdout.destroy();
  child.unref();
  return new Testline(line.slice(line.lastIndexOf(' ') + 1), child);
}

let own: Promise<Testline> | undefined;

/** Makes a world of this name afresh, in the emulator that is named by the environment or started for this process. */
export async function world(name: string, settings?: Settings): Promise<World> {
  own ??= startTestline();
  return (await own).world(name, settings);
}
