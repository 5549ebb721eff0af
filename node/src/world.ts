import { createHash } from 'node:crypto';
import type { Testline } from './index.js';

export type Vendor = 'trillet' | 'unleashx' | 'vobiz' | 'dasha';
/** What a client of a vendor sends, and the ids that stand in its paths. */
export type Credentials = { headers: Record<string, string>; ids: Record<string, string> };
/** How a world is made; see `PUT /_testline/v1/worlds/{world}`. */
export type Settings = {
  seed?: number;
  clock?: 'real' | { at: string; step?: string };
  dialect?: Record<string, string>;
  from?: string;
  world?: object;
};
/** What goes wrong: the name of a fault, or one with its settings. */
export type Action = string | { kind: string; [setting: string]: unknown };
type Named = { vendor?: Vendor; operation?: string; clause?: string };
/** Which exchanges it strikes; all that is given must hold. */
export type Match = Named & { method?: string; path?: string; nth?: number; first?: number };
type Message = { headers: [string, string][]; body?: string; body_base64?: string };
/** A request with its reply. */
export type Exchange = {
  n: number;
  at: string;
  vendor: Vendor;
  operation: string | null;
  clause: string;
  evidence: string;
  because: string | null;
  fault: string | null;
  did?: string;
  unread: string[];
  request: Message & { method: string; target: string };
  reply: Message & { status: number };
};
/** What was said to a world, oldest first: as data, by the clauses that decided, and as text for a snapshot. */
export type Journal = { exchanges: Exchange[]; clauses: string[]; text: string };
export type Made = {
  world: string;
  base_urls: Record<Vendor, string>;
  credentials: Record<Vendor, Record<string, Credentials>>;
};

/** State, clock, ids, faults and journal that no other test sees. */
export class World {
  readonly name: string;

  constructor(
    readonly testline: Testline,
    private readonly made: Made,
  ) {
    this.name = made.world;
  }

  /** Where a vendor is in this world, without a slash at the end. */
  baseUrl(vendor: Vendor): string {
    return this.made.base_urls[vendor];
  }

  /** Credentials of this world; other tenants are `second` and, at UnleashX, `first-api-key` and `first-login`. */
  credentials(vendor: Vendor, tenant = 'first'): Credentials {
    const found = this.made.credentials[vendor][tenant];
    if (!found) throw new Error(`${vendor} has ${Object.keys(this.made.credentials[vendor])}, no ${tenant}`);
    return found;
  }

  /** Lets something go wrong: `fault('cut-after-commit', { vendor: 'vobiz', operation: 'create-trunk', first: 1 })`. */
  async fault(action: Action, match: Match = {}): Promise<string> {
    const named = typeof action === 'string' ? { kind: action } : action;
    const added = await this.testline.admin('POST', `worlds/${this.name}/faults`, { match, action: named });
    return (added as { id: string }).id;
  }

  /** Lets nothing go wrong any more. */
  async clearFaults(): Promise<void> {
    await this.testline.admin('DELETE', `worlds/${this.name}/faults`);
  }

  /** Moves the clock on by an ISO 8601 duration such as `PT24H`; gives what fell due meanwhile, in order. */
  async advance(by: string): Promise<{ at: string; vendor: Vendor; [fact: string]: unknown }[]> {
    const moved = await this.testline.admin('POST', `worlds/${this.name}/clock/advance`, { by });
    return (moved as { fired: { at: string; vendor: Vendor }[] }).fired;
  }

  /** Changes the state as a vendor's dashboard would: a JSON merge patch of a world file. */
  async patch(state: object): Promise<void> {
    await this.testline.admin('PATCH', `worlds/${this.name}/state`, state);
  }

  /** What was said so far, secrets hidden. The text has no host, no client's own headers and no time. */
  async journal(): Promise<Journal> {
    const answer = await this.testline.admin('GET', `worlds/${this.name}/journal`);
    const { exchanges } = answer as { exchanges: Exchange[] };
    return { exchanges, clauses: exchanges.map(({ clause }) => clause), text: exchanges.map(text).join('\n') };
  }
}

function text({ clause, did, request, reply }: Exchange, place: number): string {
  const [sent, answered] = [request, reply].map(({ body }) => body ?? '(binary)');
  const said = [`${request.method} ${request.target}`, sent, `${reply.status} ${answered}`.trim()];
  return [`### ${place + 1} ${clause}${did ? ` (${did})` : ''}`, ...said.filter(Boolean), ''].join('\n');
}

// A world's name keeps so much of the name that it was given, beside a digest of it.
const READABLE = 46;

/** The name of a world for any text. */
export function worldName(name: string): string {
  const trim = (text: string) => text.replace(/^-+|-+$/g, '');
  const whole = (process.env['TESTLINE_WORLD_PREFIX'] ?? '') + name;
  const slug = trim(whole.toLowerCase().replace(/[^a-z0-9]+/g, '-'));
  if (slug === whole && slug.length <= READABLE) return slug;
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return trim(`${trim(slug.slice(-READABLE))}-${digest}`);
}
