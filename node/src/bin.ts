#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { program } from './program.js';

const child = spawn(program(), process.argv.slice(2), { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // What is typed at a terminal, the program has got already.
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('error', (error) => {
  console.error(`testline: ${error.message}; install without --omit=optional, or put the program on the PATH`);
  process.exitCode = 127;
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
