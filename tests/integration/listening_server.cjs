// A server that keeps what it hears, for comparing bytes.
'use strict';

const { once } = require('node:events');
const net = require('node:net');

/** The first whole message of `text`, with its body. */
function first_message(text) {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = end + 4 + Number(/^content-length: *(\d+)\r$/im.exec(text.slice(0, end + 2))?.[1] ?? 0);
  return text.length < length ? undefined : text.slice(0, length);
}

/** A server that keeps what every connection sent, message by message, and answers each with 200 and a token. */
async function start_listening_server(t) {
  const heard = [];
  const server = net.createServer((socket) => {
    let text = '';
    socket.setEncoding('latin1').on('data', (piece) => {
      text += piece;
      for (let message = first_message(text); message !== undefined; message = first_message(text)) {
        heard.push(message);
        text = text.slice(message.length);
        socket.write('HTTP/1.1 200 OK\r\nX-Token: t0\r\nContent-Length: 2\r\n\r\nok');
      }
    }).on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}`, heard };
}

/** A message with its headers in order of their names: wrk promises none. */
const sorted = (message) => {
  const [head, ...rest] = message.split('\r\n\r\n');
  const [first, ...headers] = head.split('\r\n');
  return [[first, ...headers.sort()].join('\r\n'), ...rest].join('\r\n\r\n');
};

module.exports = { sorted, start_listening_server };
