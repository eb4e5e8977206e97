// What comes with `rushhour bench` to measure this machine: the null server and the self-test. Speed is nowhere judged.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const test = require('node:test');

const { binary, rushhour, scratch, start, until } = require('./support.cjs');

/** Whether a process handles SIGINT by now. */
const signals_caught = (pid) => {
  const [, mask] = /^SigCgt:\s*([0-9a-f]+)$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  return (BigInt(`0x${mask}`) & 2n) !== 0n;
};

test('the null server answers anybody on loopback until it is told to go', async (t) => {
  const running = start(t, binary, ['bench', '--null-server', '0']);
  const [, url] = await running.says_so(/listening on (http:\/\/127\.0\.0\.1:\d+)\n/);
  for (const options of [{}, { method: 'POST', body: 'x'.repeat(100_000) }]) {
    const answer = await fetch(url, options);
    assert.strictEqual(answer.status, 200);
    assert.strictEqual(await answer.text(), 'ok');
  }
  const measured = await rushhour(t, ['bench', '-t1', '-c4', '-d1s', '--json', url]);
  assert.ok(measured.json.bench.requests > 0);
  assert.strictEqual(measured.json.totals.errors, 0);
  const { code } = await running.stop('SIGTERM');
  assert.strictEqual(code, 0);
});

test('the self-test says what this machine can be trusted with', async (t) => {
  const temporary = scratch(t);
  const { code, json, stderr } = await rushhour(t, ['bench', '--self-test', '--json'], { env: { ...process.env, TMPDIR: temporary } });
  assert.strictEqual(code, 0, stderr);
  assert.deepStrictEqual(json.ceilings.map(({ name }) => name), ['one request', 'a Lua scenario']);
  for (const ceiling of json.ceilings) assert.ok(ceiling.requests_per_s > 0 && ceiling.requests_per_cpu_s > 0);
  assert.strictEqual(json.rates[0].wanted, 1000);
  for (const { valid, reasons, send_lag_ns: lag } of json.rates) {
    assert.strictEqual(valid, reasons.length === 0);
    assert.ok(lag.count > 0 && lag.p50 <= lag.p99 && lag.p99 <= lag['p99.9']);
  }
  const trusted = Math.max(0, ...json.rates.filter(({ valid }) => valid).map(({ wanted }) => wanted));
  assert.strictEqual(json.trusted_rate, trusted);
  assert.ok(json.clock_reading_ns > 0 && json.timer_lag_ns.p50 >= 0 && json.ports > 0);
  assert.deepStrictEqual(fs.readdirSync(temporary), []);
});

test('Ctrl-C ends a self-test', async (t) => {
  const running = start(t, binary, ['bench', '--self-test']);
  await until(() => signals_caught(running.child.pid), 'the handler of signals');
  running.kill('SIGINT');
  const { code } = await running.exited;
  assert.strictEqual(code, 105);
  assert.match(running.stdout, /interrupted/);
});

test('the self-test and the null server want nothing else', async (t) => {
  const rows = [
    [['--self-test', 'http://127.0.0.1:1/'], /--self-test.*URL|URL.*--self-test/i],
    [['--self-test', '-c', '5'], /--self-test.*--connections/],
    [['--null-server', '0', '--self-test'], /--self-test.*--null-server/],
    [['--null-server', '0', '--json'], /--null-server.*--json/],
    [['--null-server', '70000'], /--null-server/],
  ];
  for (const [words, pattern] of rows) {
    const ended = await rushhour(t, ['bench', ...words]);
    assert.strictEqual(ended.code, 2, ended.stderr);
    assert.match(ended.stderr, pattern);
  }
});
