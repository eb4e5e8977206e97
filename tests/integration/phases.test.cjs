// Each part of an exchange shows in its own phase and in no other: a server that is slow in exactly that part, by a delay known to the
// test. The bounds are the delay itself, and half of it for the rest, so that a busy machine does not matter.
'use strict';

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { binary, make_certificates, scratch, start, start_https_server, until, write_scenario } = require('./support.cjs');
const {
  start_full_server, start_http_server, start_late_reader, start_name_server, start_relay,
} = require('./slow_servers.cjs');

const delay_ms = 400;
const all_phases = ['blocked', 'dns', 'connect', 'tls', 'send', 'wait', 'receive'];

const script = (body, http_options = '', rest = '') => `
local http = require "rushhour.http"
options = { http = { ${http_options} },
  scenarios = { s = { executor = "constant-arrival-rate", exec = "f", rate = 1, duration = "1s", max_vus = 1, graceful_stop = "20s" } } }
${rest}
function f()
${body}
end
`;

const ask = 'http.get("/", { name = "ask" })';

/** Plays a script of one request, through another command in front if there is one; its step and run.json. */
async function play(t, text, url, words = [], command = []) {
  const folder = scratch(t);
  const args = ['--target', url, '--out', path.join(folder, 'runs'), '--threads', '1', '--json', ...words];
  const [first, ...others] = [...command, binary, 'run', write_scenario(folder, text), ...args];
  const running = start(t, first, others);
  await running.exited;
  assert.notStrictEqual(running.stdout, '', running.stderr);
  const json = JSON.parse(running.stdout);
  assert.strictEqual(json.generator.script_errors, 0, running.stderr);
  return { json, step: json.steps.find(({ step }) => step === 'ask') };
}

/** `slow` took at least `least_ms`, every other phase less than half of it, and exactly `present` took place. */
function assert_slow_in(step, slow, present, least_ms = delay_ms) {
  assert.strictEqual(step.count, 1);
  assert.strictEqual(step.errors, 0);
  const says = JSON.stringify(step.phases_ns);
  assert.deepStrictEqual(all_phases.filter((phase) => step.phases_ns[phase]), present, says);
  for (const phase of present) {
    const { count, max } = step.phases_ns[phase];
    assert.strictEqual(count, 1, says);
    // Histograms keep three digits, timers of servers a millisecond.
    if (phase === slow) assert.ok(max >= (least_ms - 2) * 0.999e6, `${phase}: ${says}`);
    else assert.ok(max < least_ms * 0.5e6, `${phase}: ${says}`);
  }
}

/** The one request failed as `error`, which its limit of 100 ms shows, and stands in `phase` last. */
function assert_timed_out(json, step, error, phase) {
  assert.deepStrictEqual(json.errors, [{ class: error, count: 1 }]);
  assert.strictEqual(step.errors, 1);
  const { max } = step.phases_ns[phase];
  assert.ok(max >= 99.9e6 && max < 110e6, `${phase}: ${JSON.stringify(step.phases_ns)}`);
}

const in_plain = ['connect', 'send', 'wait', 'receive'];

/** The command that runs another with `address` as its name server, or undefined where this machine does not permit that. */
function with_name_server(t, address) {
  if (process.getuid() !== 0 || spawnSync('unshare', ['-m', 'true']).status !== 0) {
    t.skip('needs root and mount namespaces, to give the binary a name server of its own');
    return undefined;
  }
  const file = path.join(scratch(t), 'resolv.conf');
  fs.writeFileSync(file, `nameserver ${address}\noptions timeout:20 attempts:1\n`);
  return ['unshare', '-m', 'bash', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', file];
}

test('a slow name server shows in dns, and a limit of dns ends the wait for it', async (t) => {
  const command = with_name_server(t, '127.0.53.1');
  if (!command) return;
  const asked = await start_name_server(t, '127.0.53.1', delay_ms);
  const port = await start_http_server(t, (_, response) => response.end('ok'));
  const { step } = await play(t, script(ask), `http://slow.test:${port}`, [], command);
  assert.ok(asked.length > 0);
  assert_slow_in(step, 'dns', ['dns', ...in_plain]);

  const hasty = script(`http.get("http://slow.test:${port}/", { name = "ask" })`, 'timeouts = { dns = "100ms" }');
  const limited = await play(t, hasty, `http://127.0.0.1:${port}`, ['--allow-host', 'slow.test'], command);
  assert_timed_out(limited.json, limited.step, 'dns timeout', 'dns');
});

test('a name with an address of its own asks no name server, and stands in the Host header', async (t) => {
  const hosts = [];
  const port = await start_http_server(t, (request, response) => {
    hosts.push(request.headers.host);
    response.end('ok');
  });
  const { step } = await play(t, script(ask), `http://shop.test:${port}`, ['--resolve', `shop.test:${port}:127.0.0.1`]);
  assert.strictEqual(step.errors, 0);
  assert.deepStrictEqual(all_phases.filter((phase) => step.phases_ns[phase]), in_plain);
  assert.deepStrictEqual(hosts, [`shop.test:${port}`]);
});

/** A server that takes no connection from the end of setup() on; its port, and the setup() that the script needs. */
async function full_after_setup(t) {
  const server = await start_full_server(t);
  const helper = await start_http_server(t, async (_, response) => {
    await server.fill();
    response.end('full');
  });
  return { ...server, setup: `function setup() http.get("http://127.0.0.1:${helper}/", { name = "fill" }) end` };
}

test('a full backlog shows in connect', async (t) => {
  const server = await full_after_setup(t);
  const played = play(t, script(ask, '', server.setup), `http://127.0.0.1:${server.port}`);
  await until(server.is_asked, 'a connection is asked for');
  server.go_on();
  // The kernel asks again after a second.
  assert_slow_in((await played).step, 'connect', in_plain, 1000);
});

test('a limit of connect ends the wait for a full backlog', async (t) => {
  const server = await full_after_setup(t);
  const { json, step } = await play(t, script(ask, 'timeouts = { connect = "100ms" }', server.setup), `http://127.0.0.1:${server.port}`);
  assert_timed_out(json, step, 'connect timeout', 'connect');
});

test('a slow handshake shows in tls, and a limit of tls ends the wait for it', async (t) => {
  const folder = scratch(t);
  const { ca, good } = make_certificates(folder);
  const url = await start_https_server(t, good);
  const relay = `https://127.0.0.1:${await start_relay(t, Number(new URL(url).port), delay_ms)}`;
  const { step } = await play(t, script(ask), relay, ['--ca', ca]);
  assert_slow_in(step, 'tls', ['connect', 'tls', 'send', 'wait', 'receive']);

  const limited = await play(t, script(ask, 'timeouts = { tls = "100ms" }'), relay, ['--ca', ca]);
  assert_timed_out(limited.json, limited.step, 'tls timeout', 'tls');
});

test('a slow first byte shows in wait, and a limit of the first byte ends the wait for it', async (t) => {
  const url = `http://127.0.0.1:${await start_http_server(t, (_, response) => setTimeout(() => response.end('ok'), delay_ms))}`;
  assert_slow_in((await play(t, script(ask), url)).step, 'wait', in_plain);

  const { json, step } = await play(t, script(ask, 'timeouts = { first_byte = "100ms" }'), url);
  assert_timed_out(json, step, 'read timeout', 'wait');
});

test('a body that follows its head late shows in receive, where no limit of the first byte holds', async (t) => {
  const port = await start_http_server(t, (_, response) => {
    response.flushHeaders();
    setTimeout(() => response.end('ok'), delay_ms);
  });
  const { step } = await play(t, script(ask, 'timeouts = { first_byte = "200ms" }'), `http://127.0.0.1:${port}`);
  assert_slow_in(step, 'receive', in_plain);
});

test('a server that is late to read a large body shows in send', async (t) => {
  const size = 24_000_000;  // more than the sockets of both sides hold
  const port = await start_late_reader(t, size, delay_ms);
  const { step } = await play(t, script(`http.post("/", string.rep("x", ${size}), { name = "ask" })`), `http://127.0.0.1:${port}`);
  assert_slow_in(step, 'send', in_plain);
});
