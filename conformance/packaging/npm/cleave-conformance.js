#!/usr/bin/env node
// SPDX-License-Identifier: MIT
//
// Runs the program of its own name that this package carries for the machine.
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');

const name = path.basename(__filename, '.js');
const processors = { x64: 'x86_64', arm64: 'aarch64' };
const machine = `${process.platform}-${processors[process.arch] || process.arch}`;
const programs = path.join(__dirname, 'programs');
const program = path.join(programs, machine, name);

function giveUp(why) {
  console.error(`${name}: ${why}`);
  process.exit(3);
}

if (!fs.existsSync(program)) {
  giveUp(`this package has no program for ${machine}, only for ${fs.readdirSync(programs).join(', ')}; ` +
         'run it there, or in a container or virtual machine of such a system');
}
const child = spawn(program, process.argv.slice(2), { stdio: 'inherit' });
child.on('error', (error) => giveUp(`can not run ${program}: ${error.code}; install the package again`));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
