import { startTestline } from './index.js';

/** Vitest's `globalSetup`: one emulator for the whole run, unless the environment names one. */
export default async function setup(): Promise<() => Promise<void>> {
  const testline = await startTestline();
  // Vitest starts its workers after this, with what this process has in its environment.
  process.env['TESTLINE_URL'] = testline.url;
  return () => testline.stop();
}
