// The target over TLS: the same answers, and nobody who speaks something else.
'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const https = require('node:https');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { after, test } = require('node:test');
const tls = require('node:tls');

const { make_certificates, rushhour, scratch, start_target, write_scenario } = require('./support.cjs');
const { order_text } = require('./target_client.cjs');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rushhour-test-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const { ca } = make_certificates(folder);
const files = (name) => ({ cert: path.join(folder, `${name}.crt`), key: path.join(folder, `${name}.key`) });
const [good, expired] = [files('good'), files('expired')];

const flags_of = ({ cert, key }) => ['--tls-cert', cert, '--tls-key', key];
const text_of = (file) => fs.readFileSync(file, 'utf8');

/** Everything that comes on a TLS connection after `text` was sent, until it ends. */
async function talk(t, url, text, settings = {}) {
  const socket = tls.connect({ port: Number(new URL(url).port), host: '127.0.0.1', ca: text_of(ca), servername: 'localhost', ...settings });
  t.after(() => socket.destroy());
  let heard = '';
  socket.setEncoding('latin1').on('data', (piece) => { heard += piece; });
  await once(socket, 'secureConnect');
  socket.write(text);
  await once(socket, 'end');
  return { heard, socket };
}

test('requests, pipelines and large answers over TLS are as they are without', async (t) => {
  const { url } = await start_target(t, { args: flags_of(good) });
  assert.match(url, /^https:\/\/127\.0\.0\.1:\d+$/);
  const line = (path, fields = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`;
  const text = line('/api/restaurants/1') + order_text('{"dish":101}') + line('/api/restaurants/1/menu').repeat(500)
    + line('/health', 'Connection: close\r\n');
  const { heard, socket } = await talk(t, url, text, { ALPNProtocols: ['h2', 'http/1.1'] });
  assert.equal(socket.alpnProtocol, 'http/1.1');
  assert.deepEqual([...heard.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status)), [200, 201, ...Array(501).fill(200)]);
  const head = await talk(t, url, 'HEAD /api/restaurants/1/menu HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  assert.match(head.heard, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/);

  // One connection, kept, and the words of a body in pieces.
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: text_of(ca) });
  t.after(() => agent.destroy());
  for (let i = 0; i < 5; i += 1) {
    const request = https.request(`${url}/api/orders`, { agent, method: 'POST', headers: { 'content-type': 'application/json' } });
    request.write('{"dish"');
    request.end(':101}');
    const [response] = await once(request, 'response');
    assert.equal(response.statusCode, 201);
    assert.equal(request.reusedSocket, i > 0);
    response.resume();
    await once(response, 'end');
  }
});

test('who does not speak TLS, or an old one, or another protocol inside, is turned away, and the others stay', async (t) => {
  const { url } = await start_target(t, { args: [...flags_of(good), '--head-timeout', '400ms'] });
  const port = Number(new URL(url).port);
  const plain = net.connect(port, '127.0.0.1');
  let heard = Buffer.alloc(0);
  plain.on('data', (piece) => { heard = Buffer.concat([heard, piece]); }).on('error', () => {});
  plain.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(plain, 'close');
  assert.ok(!heard.toString('latin1').includes('HTTP/1.1'));
  const refused = async (settings) => {
    const socket = tls.connect({ port, host: '127.0.0.1', ca: text_of(ca), ...settings });
    await assert.rejects(once(socket, 'secureConnect'));
    socket.destroy();
  };
  await refused({ ALPNProtocols: ['h2'] });
  await refused({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
  // A handshake that does not come has the time of a head.
  const mute = net.connect(port, '127.0.0.1');
  mute.resume();
  await once(mute, 'close');
  const { heard: fine } = await talk(t, url, 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  assert.match(fine, /^HTTP\/1\.1 200 OK/);
});

test('a scenario runs against the target over TLS, with its certificate checked', async (t) => {
  const { url } = await start_target(t, { args: flags_of(good) });
  const out = scratch(t);
  const script = write_scenario(out, `
    local http = require "rushhour.http"
    options = { scenarios = { all = { executor = "shared-iterations", exec = "read", vus = 4, iterations = 40 } } }
    function read() http.get("/api/restaurants/1/menu") http.post("/api/orders", { json = { dish = 101 } }, { expect = 201 }) end`);
  const { code, json, stderr } = await rushhour(t, ['run', script, '--target', url, '--ca', ca, '--out', out, '--json']);
  assert.equal(json?.totals.count, 80, stderr);
  assert.equal(json.totals.errors, 0);
  assert.ok([0, 98].includes(code)); // the machine may be too busy for a valid measurement
});

test('half a pair of files, or files that are none, are refused with their flag', async (t) => {
  const table = [
    [['--tls-cert', good.cert], /--tls-cert and --tls-key: give both or neither/],
    [['--tls-key', good.key], /--tls-cert and --tls-key: give both or neither/],
    [['--tls-cert', good.cert, '--tls-key', expired.key], /--tls-key .*: key values mismatch; give a file with the key of the certificate/],
    [['--tls-cert', good.key, '--tls-key', good.key], /--tls-cert .*: no start line; give a file with a certificate in PEM/],
    [['--tls-cert', '/nowhere.pem', '--tls-key', good.key], /--tls-cert \/nowhere\.pem: /],
  ];
  for (const [flags, says] of table) {
    const { code, stderr } = await rushhour(t, ['target', '--listen', '127.0.0.1:0', '--data', scratch(t), ...flags]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, says);
  }
});
