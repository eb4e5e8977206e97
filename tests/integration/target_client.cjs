// How the tests of the target talk to it: as a client would, and as none should.
'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const net = require('node:net');

const json_of = async (response) => ({ status: response.status, headers: response.headers, body: await response.json() });
const get = async (url, headers) => json_of(await fetch(url, { headers }));
const post = async (url, body, headers = {}) => json_of(await fetch(url, {
  method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers },
}));

const server_timing = /^queue;dur=\d+\.\d{3}, app;dur=\d+\.\d{3}, db;dur=\d+\.\d{3}$/;

/** What stands in `text` of responses: [{status, headers, body}], `rest` being what is not whole. */
function responses_in(text, { head_only = false } = {}) {
  const responses = [];
  for (;;) {
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) break;
    const [first, ...fields] = text.slice(0, end).split('\r\n');
    const entry = (line, colon) => [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)];
    const headers = Object.fromEntries(fields.map((line) => entry(line, line.indexOf(':'))));
    const status = Number(first.split(' ')[1]);
    const length = head_only || status === 100 ? 0 : Number(headers['content-length']);
    if (text.length < end + 4 + length) break;
    responses.push({ status, headers, body: text.slice(end + 4, end + 4 + length) });
    text = text.slice(end + 4 + length);
  }
  return { responses, rest: text };
}

/** A bare connection: `send`, then `answers(n)` waits for n responses in all, `closed` for the end. */
class Wire {
  constructor(url, options) {
    this.text = '';
    this.options = options;
    this.socket = net.connect(Number(new URL(url).port), '127.0.0.1');
    this.socket.setEncoding('latin1');
    this.socket.on('data', (piece) => { this.text += piece; });
    this.socket.on('error', () => {}); // a reset is an end like others here
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
  }

  send(text) {
    this.socket.write(text, 'latin1');
    return this;
  }

  async answers(n) {
    let over = false;
    this.closed.then(() => { over = true; });
    for (;;) {
      const { responses } = responses_in(this.text, this.options);
      if (responses.length >= n) return responses;
      if (over) assert.fail(`closed after ${responses.length} of ${n} answers: ${this.text}`);
      await Promise.race([once(this.socket, 'data'), this.closed]);
    }
  }

  async all() {
    await this.closed;
    return responses_in(this.text, this.options).responses;
  }

  end() {
    this.socket.destroy();
  }
}

function wire(t, url, options) {
  const made = new Wire(url, options);
  t.after(() => made.end());
  return made;
}

const order_text = (body, fields = '') =>
  'POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
  + `Content-Length: ${body.length}\r\n${fields}\r\n${body}`;

/** Places orders on `n` connections until they break; calls `acknowledged(key, id)` for each. */
async function place_until_broken(t, url, n, acknowledged) {
  await Promise.all(Array.from({ length: n }, async (_, user) => {
    const one = wire(t, url);
    for (let i = 0; !one.socket.destroyed; i += 1) {
      const key = `user ${user} order ${i}`;
      one.text = '';
      const body = `{"restaurant":${user + 1},"lines":[{"dish":${user + 1}01,"quantity":${1 + (i % 9)}}]}`;
      one.send(order_text(body, `Idempotency-Key: ${key}\r\n`));
      try {
        const [{ status, headers }] = await one.answers(1);
        assert.equal(status, 201);
        acknowledged(key, headers.location);
      } catch {
        return;
      }
    }
  }));
}

module.exports = { get, post, wire, order_text, server_timing, place_until_broken };
