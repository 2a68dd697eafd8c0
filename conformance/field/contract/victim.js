// SPDX-License-Identifier: MIT
// Shows over a real socket what a finding does to a program: watch(victim, bytes) runs `victim` in a process of its own.
// A client connects to the port that it is given, and gets `bytes` (hexadecimal); a server says its port, and gets them.
// Prints one line: whether the process ended, hangs or continues, and what it said.
'use strict';
const { fork } = require('child_process');
const fs = require('fs');
const net = require('net');

function inChild(victim) {
  const tell = () => process.send({ alive: true });
  tell();
  setInterval(tell, 50);
  victim({ port: Number(process.env.PORT), say: (text) => process.send({ said: text }),
           listens: (port) => process.send({ port }) });
}

/** Seconds of processor time that a process has used: a machine with much to do is no process that hangs. */
function busy(pid) {
  try {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').pop().split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch (ended) { return 0; }
}

function send(bytes, socket) {
  socket.on('error', () => {});
  socket.write(Buffer.from(bytes, 'hex'));
}

function watch(victim, bytes) {
  if (process.env.PORT) return inChild(victim);
  const peer = net.createServer((socket) => send(bytes, socket)).listen(0, '127.0.0.1', () => {
    const child = fork(process.argv[1], { env: { ...process.env, PORT: peer.address().port }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
                                          execArgv: ['--max-old-space-size=400'] });
    const said = [];
    let signs = 0, busyBefore = 0, errors = '';
    child.stderr.on('data', (text) => { errors += text; });
    child.on('message', (message) => {
      ++signs; // its modules are loaded
      busyBefore = busy(child.pid);
      if (message.said) said.push(message.said);
      if (message.port) send(bytes, net.connect(message.port, '127.0.0.1'));
    });
    const report = (text) => {
      console.log([text, ...said].join('; '));
      child.kill('SIGKILL');
      process.exit(0);
    };
    child.on('exit', () => report('the process ends: ' + ((errors.match(/^\w*Error.*$/m) || errors.match(/FATAL.*/) || [''])[0])));
    setInterval(() => {
      if (signs > 0 && busy(child.pid) - busyBefore > 3) report('the process hangs');
      if (signs > 100) report('the process continues');
    }, 100);
  });
}

module.exports = { watch };
