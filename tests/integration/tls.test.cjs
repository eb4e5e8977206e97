// https:// from the outside: who is believed, who we are, what is resumed, and what is said when it fails.
'use strict';

const assert = require('node:assert');
const { once } = require('node:events');
const fs = require('node:fs');
const https = require('node:https');
const path = require('node:path');
const test = require('node:test');

const { make_certificates, rushhour, scratch, start, start_https_server, write_scenario } = require('./support.cjs');

// Ten requests, one after the other, each on a connection of its own; the first trouble is said in words.
const scenario = `
  local http, log, check = require "rushhour.http", require "rushhour.log", require "rushhour.check"
  options = { scenarios = { s = { executor = "constant-arrival-rate", exec = "f", rate = "20/s", duration = "500ms", max_vus = 1 } } }
  function f(ctx)
    local answer = http.get("/", { name = "look", headers = { Connection = "close" } })
    if answer.error and ctx.iter == 0 then log.warn("TROUBLE " .. answer.error.kind .. ": " .. answer.error.message) end
  end`;

/** Plays the scenario against `url`; `reason` is a pattern that the trouble's words match, or nothing where all goes well. */
async function play(t, url, words, reason) {
  const out = path.join(scratch(t), 'runs');
  const file = write_scenario(scratch(t), scenario);
  const run = await rushhour(t, ['run', file, '--target', url, ...words, '--json', '--out', out]);
  assert.ok(run.json, run.stderr);
  assert.strictEqual(run.json.totals.count, 10);
  assert.strictEqual(run.json.totals.errors, reason ? 10 : 0, run.stderr);
  if (!reason) return run;
  assert.deepStrictEqual(run.json.errors.map((error) => error.class), ['tls'], run.stderr);
  assert.match(run.stderr, reason);
  assert.match(run.stderr, /TROUBLE tls: /);
  return run;
}

test('a certificate is accepted for its authority, its name and its time only', async (t) => {
  const { ca, good, unknown, wrong_name, expired, early } = make_certificates(scratch(t));
  const rows = [
    ['a good certificate', good, ['--ca', ca], null],
    ['an unknown authority', unknown, ['--ca', ca], /unknown authority/],
    ['a wrong name', wrong_name, ['--ca', ca], /for another name/],
    ['an authority that the system does not know', good, [], /unknown authority/],
    ['a certificate that has expired', expired, ['--ca', ca], /has expired/],
    ['a certificate of tomorrow', early, ['--ca', ca], /not valid yet/],
  ];
  for (const [says, server, words, reason] of rows)
    await t.test(says, async (t) => play(t, await start_https_server(t, server), words, reason));
});

test('--insecure believes every server, and says so on stderr and in run.json', async (t) => {
  const { unknown, wrong_name, expired } = make_certificates(scratch(t));
  for (const [says, server] of Object.entries({ unknown, wrong_name, expired })) {
    await t.test(says, async (t) => {
      const { json, stderr } = await play(t, await start_https_server(t, server), ['--insecure', '-q'], null);
      assert.match(stderr, /^WARNING: certificates are not verified/m);
      assert.deepStrictEqual(json.settings.insecure, { value: true, source: 'flag' });
    });
  }
  await t.test('by its variable too', async (t) => {
    const url = await start_https_server(t, unknown);
    const out = path.join(scratch(t), 'runs');
    const words = ['run', write_scenario(scratch(t), scenario), '--target', url, '--json', '--out', out];
    const { json, stderr } = await rushhour(t, words, { env: { ...process.env, RUSHHOUR_INSECURE: '1' } });
    assert.strictEqual(json.totals.errors, 0, stderr);
    assert.match(stderr, /^WARNING: certificates are not verified/m);
    assert.deepStrictEqual(json.settings.insecure, { value: true, source: 'environment' });
  });
  await t.test('without it there is no warning', async (t) => {
    const { json, stderr } = await play(t, await start_https_server(t, unknown), [], /unknown authority/);
    assert.doesNotMatch(stderr, /WARNING/);
    assert.deepStrictEqual(json.settings.insecure, { value: false, source: 'default' });
  });
});

/** An openssl server that turns away whoever shows no certificate of `ca`; its URL. */
async function start_demanding_server(t, folder, { ca, good }, version) {
  fs.writeFileSync(path.join(folder, 'server.crt'), good.cert);
  fs.writeFileSync(path.join(folder, 'server.key'), good.key);
  const words = ['s_server', '-accept', '127.0.0.1:0', '-www', '-Verify', '1', '-verify_return_error', '-CAfile', ca, '-cert', 'server.crt',
    '-key', 'server.key', version];
  const running = start(t, 'openssl', words, { cwd: folder });
  const [, port] = await running.says_so(/ACCEPT \S*:(\d+)/);
  return `https://127.0.0.1:${port}`;
}

test('a server that demands a client certificate gets it, or its refusal is said in words', async (t) => {
  const folder = scratch(t);
  const made = make_certificates(folder);
  const own = (name) => ['--cert', path.join(folder, `${name}.crt`), '--key', path.join(folder, `${name}.key`)];
  for (const version of ['-tls1_2', '-tls1_3']) {
    const rows = [
      ['given', own('good'), null],
      ['not given', [], version === '-tls1_3' ? /demands a client certificate/ : /may demand a client certificate/],
      ['of an authority that it does not know', own('unknown'), /does not know the authority of our certificate/],
      ['expired', own('expired'), /our certificate has expired/],
    ];
    for (const [says, words, reason] of rows) {
      await t.test(`${version}: ${says}`, async (t) => {
        const url = await start_demanding_server(t, scratch(t), made, version);
        await play(t, url, ['--ca', made.ca, ...words], reason);
      });
    }
  }
});

test('connections after the first resume its session, as the server sees it', async (t) => {
  const { ca, good } = make_certificates(scratch(t));
  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    await t.test(version, async (t) => {
      const reused = [];
      const url = await start_https_server(t, { ...good, minVersion: version, maxVersion: version }, (server) => {
        server.on('secureConnection', (socket) => reused.push(socket.isSessionReused()));
      });
      await play(t, url, ['--ca', ca], null);
      assert.deepStrictEqual(reused, [false, ...Array(9).fill(true)]);
    });
  }
});

test('certificates and keys that cannot be used are refused before anything is sent', async (t) => {
  const folder = scratch(t);
  const { ca, good } = make_certificates(folder);
  let connections = 0;
  const server = https.createServer(good).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.on('connection', () => { connections += 1; });
  t.after(() => server.close());
  const file = (name) => path.join(folder, name);
  const rows = [
    ['authorities in a file that holds none', ['--ca', file('good.key')], 104, [/--ca/, /good\.key/, /no certificates/]],
    ['a certificate without its key', ['--cert', file('good.crt')], 104, [/--cert/, /good\.crt/, /--key/]],
    ['a key without its certificate', ['--key', file('good.key')], 104, [/--key/, /good\.key/, /--cert/]],
    ['a key of another certificate', ['--cert', file('good.crt'), '--key', file('unknown.key')], 104,
      [/--key/, /unknown\.key/, /does not fit/]],
    ['a key behind a password', ['--cert', file('good.crt'), '--key', file('locked.key')], 104, [/--key/, /locked\.key/, /encrypted/]],
    ['a certificate that is not there', ['--cert', file('no.crt'), '--key', file('good.key')], 2, [/--cert/, /no\.crt/]],
    ['an address that is none', ['--resolve', 'shop.example:443:nowhere'], 2, [/--resolve/, /nowhere/, /HOST\[:PORT\]:ADDRESS/]],
    ['a source that is none', ['--source', 'eth0'], 2, [/--source/, /eth0/]],
    ['a host that is a URL', ['--allow-host', 'https://shop.example/'], 2, [/--allow-host/, /shop\.example/]],
    ['no connection at all', ['--max-connections', '0'], 2, [/--max-connections/]],
  ];
  for (const [says, words, code, patterns] of rows) {
    await t.test(says, async (t) => {
      const out = path.join(scratch(t), 'runs');
      const url = `https://127.0.0.1:${server.address().port}`;
      const trusting = words.includes('--ca') ? words : [...words, '--ca', ca];
      const run = await rushhour(t, ['run', write_scenario(scratch(t), scenario), '--target', url, '--out', out, ...trusting]);
      assert.strictEqual(run.code, code, run.stderr);
      for (const pattern of patterns) assert.match(run.stderr, pattern);
      assert.strictEqual(run.stderr.trim().split('\n').length, 1, run.stderr);
      assert.ok(!fs.existsSync(out), 'a run directory was made');
    });
  }
  assert.strictEqual(connections, 0);
});
