import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The program `testline`: that of the platform package beside this one, else whatever the PATH has. */
export function program(): string {
  const name = process.platform === 'win32' ? 'testline.exe' : 'testline';
  try {
    const found = createRequire(import.meta.url).resolve(`@testline/${process.platform}-${process.arch}/package.json`);
    const inside = join(dirname(found), 'bin', name);
    if (existsSync(inside)) return inside;
  } catch {
    // Installed without optional dependencies, or on a platform that has no package.
  }
  return name;
}
