// Servers that are slow in exactly one part of an exchange, by a delay that the test knows.
'use strict';

const { once } = require('node:events');
const dgram = require('node:dgram');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');

const { start, until } = require('./support.cjs');

/** Lets `server` listen on a port of loopback until the test ends; the port. */
async function listen(t, server) {
  const sockets = new Set();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return server.address().port;
}

/** Answers each request by `answer(request, response)`; the port. */
const start_http_server = (t, answer) => listen(t, http.createServer(answer));

/** Passes bytes through to `port`, but keeps the first bytes back for `delay_ms`; its own port. */
function start_relay(t, port, delay_ms) {
  return listen(t, net.createServer((client) => {
    const server = net.connect(port, '127.0.0.1').on('error', () => client.destroy());
    client.pipe(server);
    server.once('readable', () => setTimeout(() => server.pipe(client), delay_ms));
    client.on('close', () => server.destroy());
  }));
}

/** Reads nothing of a connection for `delay_ms`, then all, and answers when `size` bytes of body have come; the port. */
function start_late_reader(t, size, delay_ms) {
  return listen(t, net.createServer({ pauseOnConnect: true }, (socket) => {
    let left = size;
    let head = '';
    socket.on('data', (bytes) => {
      left -= bytes.length;
      if (!head.includes('\r\n\r\n')) {
        head += bytes.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end >= 0) left += end + 4;
      }
      if (left === 0) socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok');
    });
    socket.pause();
    setTimeout(() => socket.resume(), delay_ms);
  }));
}

/** One question's answer: 127.0.0.1 for type A, nothing for others. */
function answer_to(query) {
  let end = 12;
  while (query[end] !== 0) end += query[end] + 1;
  const question = query.subarray(12, end + 5);
  const is_a = query.readUInt16BE(end + 1) === 1;
  const head = Buffer.from([query[0], query[1], 0x81, 0x80, 0, 1, 0, is_a ? 1 : 0, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
  return Buffer.concat(is_a ? [head, question, record] : [head, question]);
}

/** A name server on port 53 of `address` that knows every name as 127.0.0.1, and says so after `delay_ms`. */
async function start_name_server(t, address, delay_ms) {
  const socket = dgram.createSocket('udp4');
  const seen = [];
  socket.on('message', (query, from) => {
    seen.push(query);
    setTimeout(() => {
      if (!closed) socket.send(answer_to(query), from.port, from.address);
    }, delay_ms);
  });
  let closed = false;
  socket.bind(53, address);
  await once(socket, 'listening');
  t.after(() => {
    closed = true;
    socket.close();
  });
  return seen;
}

const hex_port = (port) => port.toString(16).toUpperCase().padStart(4, '0');

/** Whether somebody on this machine has asked 127.0.0.1:`port` for a connection and waits. */
function is_asked(port) {
  return new RegExp(`^ *\\d+: \\w+:\\w+ 0100007F:${hex_port(port)} 02 `, 'm').test(fs.readFileSync('/proc/net/tcp', 'utf8'));
}

/**
 * A server of another process whose backlog can be filled: {port, fill, go_on, is_asked}. Once filled it takes no connection; who asks for
 * one asks again after a second, and is taken if the server was told to go on meanwhile.
 */
async function start_full_server(t) {
  const program = `require('node:http').createServer((_, response) => response.end('ok')).listen(
    { port: 0, host: '127.0.0.1', backlog: 1 }, function () { console.log('listening on ' + this.address().port); })`;
  const running = start(t, process.execPath, ['-e', program]);
  const port = Number((await running.says_so(/listening on (\d+)/))[1]);
  const state = () => /\) (\w)/.exec(fs.readFileSync(`/proc/${running.child.pid}/stat`, 'utf8'))[1];
  const fill = async () => {
    running.kill('SIGSTOP');
    await until(() => state() === 'T', 'the server stands still');
    for (let i = 0; i < 2; ++i) {
      const socket = net.connect(port, '127.0.0.1').on('error', () => {});
      t.after(() => socket.destroy());
      await once(socket, 'connect');
    }
  };
  return { port, fill, go_on: () => running.kill('SIGCONT'), is_asked: () => is_asked(port) };
}

module.exports = { start_http_server, start_relay, start_late_reader, start_name_server, start_full_server };
