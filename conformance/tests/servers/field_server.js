// SPDX-License-Identifier: MIT
//
// A server of the field with Node: what comes is joined to a buffer, and taken from it when there is enough.
//
//     node field_server.js SYSTEM --listen ADDR [--root DIR]
//
// SYSTEM is upload (also put), get or echo-udp. It shares no code with the project. Prints "listening on ADDR"
// first.
'use strict';

const crypto = require('crypto');
const dgram = require('dgram');
const fs = require('fs');
const net = require('net');
const path = require('path');

const system = process.argv[2];
const option = (name, otherwise) => {
    const at = process.argv.indexOf('--' + name);
    return at < 0 ? otherwise : process.argv[at + 1];
};
const root = option('root', '.');
const listen = option('listen', '127.0.0.1:0');

function frame(payload) {
    const length = Buffer.alloc(4);
    length.writeInt32LE(payload.length);
    return Buffer.concat([length, payload]);
}

// Calls take(header, body) for each message that is whole.
function messages(socket, take) {
    let buffer = Buffer.alloc(0);
    socket.on('data', (data) => {
        buffer = Buffer.concat([buffer, data]);
        try {
            for (;;) {
                if (buffer.length < 4) return;
                const length = buffer.readInt32LE(0);
                if (length < 0) throw new Error('a negative length');
                if (buffer.length < 4 + length) return;
                const header = JSON.parse(buffer.toString('utf8', 4, 4 + length));
                const size = header.file_size ?? header.filesize;
                if (!Number.isInteger(size) || size < 0) throw new Error('no size');
                if (buffer.length < 4 + length + size) return;
                take(header, buffer.subarray(4 + length, 4 + length + size));
                buffer = buffer.subarray(4 + length + size);
            }
        } catch (problem) {
            console.error(String(problem));
            socket.destroy();
        }
    });
}

const serve = {
    upload(socket) {
        messages(socket, (header, body) => {
            const name = path.basename(header.file_name ?? header.filename);
            fs.writeFileSync(path.join(root, name), body);
        });
    },
    get(socket) {
        socket.on('data', (data) => {
            try {
                const name = path.basename(data.toString().trim().split(' ').slice(1).join(' '));
                const body = fs.readFileSync(path.join(root, name));
                const md5 = crypto.createHash('md5').update(body).digest('hex');
                socket.write(frame(Buffer.from(JSON.stringify({filename: name, md5, file_size: body.length}))));
                socket.write(body);
            } catch (problem) {
                console.error(String(problem));
                socket.destroy();
            }
        });
    },
};

const colon = listen.lastIndexOf(':');
const [host, port] = [listen.slice(0, colon), Number(listen.slice(colon + 1))];
if (system === 'echo-udp') {
    const socket = dgram.createSocket('udp4');
    socket.on('message', (text, from) => socket.send(text.toString().toUpperCase(), from.port, from.address));
    socket.bind(port, host, () => console.log(`listening on ${host}:${socket.address().port}`));
} else {
    const server = net.createServer({allowHalfOpen: false}, (socket) => {
        socket.on('error', (problem) => console.error(String(problem)));
        serve[system](socket);
    });
    if (listen.startsWith('unix:')) {
        server.listen(listen.slice(5), () => console.log(`listening on ${listen}`));
    } else {
        server.listen(port, host, () => console.log(`listening on ${host}:${server.address().port}`));
    }
}
