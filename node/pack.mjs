// Packs the helper and, for each program that is given, the platform package that carries it. All get the workspace's
// version, and the helper names exactly the platform packages that were packed with it.
// Usage: node node/pack.mjs OUT linux-x64=target/release/testline [darwin-arm64=…]      (after `npm run build`)
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const [out, ...programs] = process.argv.slice(2);
if (!out || programs.length === 0) {
  console.error('usage: node node/pack.mjs OUT PLATFORM-ARCH=PROGRAM…');
  process.exit(2);
}
const version = readFileSync(join(root, 'Cargo.toml'), 'utf8').match(/^version = "(.+)"$/m)[1];
const work = mkdtempSync(join(tmpdir(), 'testline-pack-'));
mkdirSync(out, { recursive: true });

function pack(name, manifest, fill) {
  const folder = join(work, name);
  mkdirSync(folder, { recursive: true });
  for (const licence of ['LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(join(root, licence), join(folder, licence));
  fill(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2) + '\n');
  execFileSync('npm', ['pack', '--silent', '--pack-destination', resolve(out)], { cwd: folder, stdio: 'inherit' });
}

const platforms = {};
for (const given of programs) {
  const [platform, program] = given.split('=');
  const [os, cpu] = platform.split('-');
  const name = `@testline/${platform}`;
  platforms[name] = version;
  const description = `The program testline for ${platform}; install the package testline`;
  const manifest = { name, version, description, license: 'MIT OR Apache-2.0', os: [os], cpu: [cpu], files: ['bin'] };
  pack(platform, { ...manifest, preferUnplugged: true }, (folder) => {
    const inside = join(folder, 'bin', basename(program).endsWith('.exe') ? 'testline.exe' : 'testline');
    mkdirSync(dirname(inside));
    copyFileSync(program, inside);
    chmodSync(inside, 0o755);
  });
}
const { scripts, devDependencies, ...manifest } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
pack('helper', { ...manifest, version, optionalDependencies: platforms }, (folder) => {
  cpSync(join(here, 'dist'), join(folder, 'dist'), { recursive: true });
  copyFileSync(join(here, 'README.md'), join(folder, 'README.md'));
});
rmSync(work, { recursive: true });
