// A run directory is complete at every moment: what a killed or interrupted run leaves behind still makes a report.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { binary, run_directory, rushhour, scratch, start, start_plain_server, ticks_of, until, write_scenario } = require('./support.cjs');

const steady = `
  local http = require "rushhour.http"
  options = { scenarios = { s = {
    executor = "constant-arrival-rate", exec = "f", rate = "50/s", duration = "10m", max_vus = 100 } } }
  function f() http.get("/", { name = "look" }) end`;

async function start_run(t) {
  const out = path.join(scratch(t), 'runs');
  const url = await start_plain_server(t);
  const running = start(t, binary, ['run', write_scenario(scratch(t), steady), '--target', url, '--out', out]);
  return { out, running, ticks: () => ticks_of(out) };
}

test('a run that was killed after five seconds makes a report of at least four, marked interrupted', async (t) => {
  const { out, running, ticks } = await start_run(t);
  await until(() => ticks().at(-1)?.at_ns >= 4.9e9, 'five seconds of ticks');
  await running.stop('SIGKILL');

  const directory = run_directory(out);
  assert.ok(!fs.existsSync(path.join(directory, 'report.html')), 'it had no time to write a report');
  const { code, stdout, stderr, json } = await rushhour(t, ['report', directory, '--json']);
  assert.strictEqual(code, 0, stderr);
  assert.strictEqual(json.verdict.exit_code, 105);
  const page = fs.readFileSync(path.join(directory, 'report.html'), 'utf8');
  assert.match(page, /interrupted/i);
  assert.ok(json.totals.count >= 4 * 50, `${json.totals.count} requests in ${stdout}`);
  const log = fs.readFileSync(path.join(directory, 'latency.hlog'), 'utf8');
  const seconds = new Set([...log.matchAll(/^Tag=[^,]*\|response\|[^,]*,([\d.]+),/gm)].map(([, begin]) => Math.floor(Number(begin))));
  assert.ok(seconds.size >= 4, `latencies of ${seconds.size} seconds`);
});

test('a file that the kill cut in the middle of a line costs that line only', async (t) => {
  const { out, running, ticks } = await start_run(t);
  await until(() => ticks().length >= 2, 'two ticks');
  await running.stop('SIGKILL');
  const directory = run_directory(out);
  for (const name of ['latency.hlog', 'counters.jsonl']) {
    const file = path.join(directory, name);
    fs.truncateSync(file, fs.statSync(file).size - 7);
  }
  const { code, stderr } = await rushhour(t, ['report', directory]);
  assert.strictEqual(code, 0, stderr);
  assert.match(stderr, /latency\.hlog:\d+ is cut short/);
  assert.match(stderr, /counters\.jsonl:\d+ is cut short/);
  assert.ok(fs.existsSync(path.join(directory, 'report.html')));
});

test('the first interrupt stops the run and still reports', async (t) => {
  const { out, running, ticks } = await start_run(t);
  await until(() => ticks().length >= 2, 'two ticks');
  const { code } = await running.stop('SIGINT');
  assert.strictEqual(code, 105, running.stderr);
  const directory = run_directory(out);
  assert.match(fs.readFileSync(path.join(directory, 'report.html'), 'utf8'), /interrupted/i);
  assert.ok(running.stdout.includes(path.join(directory, 'report.html')), running.stdout);
});
