// The flags that change a load, where each value comes from, and the log of requests.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { read_json_lines, rushhour, scratch, start_plain_server, write_scenario } = require('./support.cjs');

const script = `local http = require "rushhour.http"
options = {
  scenarios = { go = { executor = "constant-arrival-rate", rate = "10/s", duration = "1m", max_vus = 30 } },
  tags = { team = "menu" },
}
function go() http.get("/page", { name = "page" }) end`;

async function play(t, words, { text = script, env = {} } = {}) {
  const url = await start_plain_server(t);
  const folder = scratch(t);
  const out = path.join(folder, 'runs');
  const file = write_scenario(folder, text);
  const ended = await rushhour(t, ['run', file, '--target', url, '--out', out, '--json', ...words], { env: { ...process.env, ...env } });
  return { ...ended, out, folder };
}

test('a rate and a duration replace the load of a scenario, and run.json keeps who said so', async (t) => {
  const { code, json, stderr } = await play(t, ['--rate', '40/s', '-d', '1s', '--tag', 'build=17', '--tag', 'revision=abc']);
  assert.ok(code === 0 || code === 98, stderr);
  assert.strictEqual(json.load.offered, 40);
  const [scenario] = json.plan.scenarios;
  assert.strictEqual(scenario.executor, 'constant-arrival-rate');
  assert.strictEqual(scenario.max_vus, 30);
  assert.deepStrictEqual(json.settings.rate, { value: '40/s', source: 'flag' });
  assert.deepStrictEqual(json.settings.duration, { value: '1s', source: 'flag' });
  assert.deepStrictEqual(json.plan.tags, { team: 'menu', build: '17', revision: 'abc' });
});

test('a script without options is played by flags alone', async (t) => {
  const text = 'local http = require "rushhour.http"\nfunction default() http.get("/", { name = "page" }) end';
  const { code, json, stderr } = await play(t, ['-u', '2', '-d', '300ms'], { text });
  assert.ok(code === 0 || code === 98, stderr);
  assert.strictEqual(json.plan.scenarios[0].executor, 'constant-vus');
  assert.strictEqual(json.plan.scenarios[0].vus, 2);
});

test('a flag goes before its environment variable, and that before the script', async (t) => {
  const config = async (words, env) => (await play(t, ['--print-config', ...words], { env })).json;
  const by_script = await config([]);
  assert.deepStrictEqual(by_script.scenarios.go.rate, { value: 10, source: 'script' });
  assert.deepStrictEqual(by_script.scenarios.go.duration, { value: 60, source: 'script' });
  assert.deepStrictEqual(by_script.scenarios.go.max_queue, { value: 100000, source: 'default' });
  assert.deepStrictEqual(by_script.warmup, { value: 0, source: 'default' });
  assert.strictEqual(by_script.settings.threads.source, 'default');
  const by_variable = await config([], { RUSHHOUR_RATE: '20/s' });
  assert.deepStrictEqual(by_variable.scenarios.go.rate, { value: 20, source: 'environment' });
  assert.deepStrictEqual(by_variable.scenarios.go.duration, { value: 60, source: 'script' });
  const by_flag = await config(['--rate=30/s', '--tag', 'build=1'], { RUSHHOUR_RATE: '20/s' });
  assert.deepStrictEqual(by_flag.scenarios.go.rate, { value: 30, source: 'flag' });
  assert.deepStrictEqual(by_flag.settings.rate, { value: '30/s', source: 'flag' });
  assert.deepStrictEqual(by_flag.tags, { value: { team: 'menu', build: '1' }, source: 'flag' });
  const users = await config(['-u5', '-d', '2s']);
  assert.deepStrictEqual(users.scenarios.go.executor, { value: 'constant-vus', source: 'flag' });
  assert.deepStrictEqual(users.scenarios.go.vus, { value: 5, source: 'flag' });
  assert.deepStrictEqual(users.settings.vus, { value: 5, source: 'flag' });
});

test('--print-config plays nothing and leaves nothing', async (t) => {
  const { code, out, json } = await play(t, ['--print-config', '--stage', '10s:100/s', '--stage', '5s:0']);
  assert.strictEqual(code, 0);
  assert.deepStrictEqual(json.scenarios.go.stages, { value: [[10, 100], [5, 0]], source: 'flag' });
  assert.ok(!fs.existsSync(out));
});

test('what contradicts itself, or cannot be read, is exit 2 and says what to do', async (t) => {
  const rows = [
    [['-i', '5', '--rate', '3/s'], /--iterations: goes without --rate and --stage/],
    [['--stage', '30s'], /--stage 30s: wants DURATION:USERS or DURATION:RATE/],
    [['--stage', 'x:5'], /--stage x:5: wants/],
    [['--stage', '5s:-1'], /--stage 5s:-1: wants/],
    [['--stage', '5s:1', '-d', '5s'], /--duration: goes without --stage/],
    [['--rate', 'fast'], /--rate fast: wants iterations in a time, such as 500\/s/],
    [['--rate', '0'], /--rate 0: wants/],
    [['-d', '0'], /--duration 0: wants a length of time/],
    [['-u', '0'], /--vus/],
    [['-i', 'many'], /--iterations/],
    [['--tag', 'build'], /--tag build: wants NAME=VALUE/],
    [['--tag', 'step=1'], /--tag step=1: 'step' is a word of rushhour's own/],
    [['--scenario', 'goo'], /--scenario goo: the script has no such scenario; did you mean 'go'\?/],
    [['--trace', '--log-requests', 'x'], /--log-requests: goes without --trace/],
  ];
  for (const [words, pattern] of rows) {
    const { code, stderr, out } = await play(t, words);
    assert.strictEqual(code, 2, `${words.join(' ')}: ${stderr}`);
    assert.match(stderr, pattern);
    assert.ok(!fs.existsSync(out), 'nothing is written');
  }
});

test('--log-requests writes a line for each request of the run', async (t) => {
  const folder = scratch(t);
  const file = path.join(folder, 'requests.jsonl');
  const text = script.replace('{ name = "page" }', '{ name = "page", headers = { secret = "s3cret" }, expect = 201 }')
    .replace('max_vus = 30', 'max_vus = 30, tags = { zone = "north" }')
    .replace('tags = { team', 'http = { traceparent = true }, tags = { team');
  const { json } = await play(t, ['-d', '1500ms', '--log-requests', file], { text });
  const lines = read_json_lines(file);
  assert.strictEqual(lines.length, 15);
  assert.strictEqual(lines.length, json.totals.count);
  for (const line of lines) {
    assert.strictEqual(line.scenario, 'go');
    assert.strictEqual(line.step, 'page');
    assert.strictEqual(line.method, 'GET');
    assert.strictEqual(line.url, '/page');
    assert.strictEqual(line.status, 200);
    assert.strictEqual(line.error, 'http 200');
    assert.ok(line.response_ns >= line.service_ns && line.service_ns > 0, JSON.stringify(line));
    assert.ok(line.bytes_in > 0 && line.bytes_out > 0);
    assert.match(line.trace_id, /^[0-9a-f]{32}$/);
  }
  const due = lines.map(({ at_ns }) => at_ns).sort((a, b) => a - b);
  due.forEach((at, n) => assert.ok(Math.abs(at - n * 1e8) < 10, `${at}`));
  assert.ok(!fs.readFileSync(file, 'utf8').includes('s3cret'), 'no headers');
});

test('a request log that cannot be written is said before any load', async (t) => {
  const { code, stderr, out } = await play(t, ['--log-requests', '/nowhere/requests.jsonl']);
  assert.strictEqual(code, 1);
  assert.match(stderr, /--log-requests \/nowhere\/requests\.jsonl: cannot be written/);
  assert.ok(!fs.existsSync(out), 'nothing is written');
});
