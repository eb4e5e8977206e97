// What scripts may rely on: run.json and --json, and that the figures in them add up.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { read_json, read_json_lines, run_directory, rushhour, scratch, start_plain_server, top, write_scenario } = require('./support.cjs');

const times = ['mean', 'p50', 'p90', 'p99', 'p99.9', 'max'];

function assert_times(object, says) {
  for (const key of times) assert.ok(object[key] === null || typeof object[key] === 'number', `${says}.${key} is ${object[key]}`);
}

function assert_contract(json) {
  assert.strictEqual(json.schema, 1);
  assert.strictEqual(typeof json.run, 'string');
  assert.strictEqual(typeof json.seed, 'number');
  assert.ok(['valid', 'invalid'].includes(json.verdict.measurement), json.verdict.measurement);
  assert.ok(['passed', 'failed', 'none'].includes(json.verdict.thresholds), json.verdict.thresholds);
  assert.ok(Array.isArray(json.verdict.reasons));
  for (const key of ['offered', 'started', 'done', 'dropped', 'censored', 'offered_rate', 'achieved_rate'])
    assert.strictEqual(typeof json.load[key], 'number', `load.${key}`);
  assert.strictEqual(json.load.offered, json.load.done + json.load.dropped + json.load.censored);
  for (const figures of [json.totals, ...json.steps]) {
    assert.strictEqual(typeof figures.count, 'number');
    assert.strictEqual(typeof figures.errors, 'number');
    assert_times(figures.response_time_ns, `${figures.step} response_time_ns`);
    assert_times(figures.service_time_ns, `${figures.step} service_time_ns`);
  }
  assert.strictEqual(typeof json.generator.cpu_max, 'number');
  assert_times(json.generator.send_lag_ns, 'send_lag_ns');
}

/** The exit code that the words of a verdict ask for. */
function exit_code({ measurement, thresholds }) {
  if (measurement === 'invalid') return 98;
  return thresholds === 'failed' ? 99 : 0;
}

test('the smallest scenario, against a target of its own, keeps the contract of --json', async (t) => {
  const out = scratch(t);
  const run = await rushhour(t, ['run', path.join(top, 'scenarios/smoke.lua'), '--json', '--out', out]);
  assert_contract(run.json);
  // Whether a busy machine measures well is not for a test to say; that its words and its exit code agree is.
  assert.strictEqual(run.code, exit_code(run.json.verdict), run.stderr);
  assert.strictEqual(run.json.verdict.exit_code, run.code);
  assert.strictEqual(run.json.verdict.reasons.length > 0, run.json.verdict.measurement === 'invalid');
  assert.strictEqual(run.json.load.offered, 40);
  assert.strictEqual(run.json.totals.errors, 0);
  const directory = run_directory(out);
  assert.strictEqual(path.basename(directory), run.json.run);
  assert.deepStrictEqual(read_json(directory, 'run.json'), run.json);
  for (const file of ['latency.hlog', 'counters.jsonl', 'report.html', 'scenario/smoke.lua'])
    assert.ok(fs.statSync(path.join(directory, file)).size > 0, file);
});

test('the lunch rush offers what its rate says, and every arrival is accounted for', async (t) => {
  const out = scratch(t);
  const words = ['-e', 'SCALE=0.1', '-e', 'RATE=40', '--seed', '7', '--json', '--out', out];
  const { json, stderr, code } = await rushhour(t, ['run', path.join(top, 'scenarios/lunch_rush.lua'), ...words]);
  assert_contract(json);
  assert.strictEqual(code, exit_code(json.verdict), stderr);
  assert.deepStrictEqual(json.steps.map(({ step }) => step).filter((step) => step === 'place order'), ['place order']);
  const ticks = read_json_lines(run_directory(out), 'counters.jsonl');
  const sum = (key) => ticks.reduce((total, tick) => total + tick[key], 0);
  for (const key of ['offered', 'started', 'done', 'dropped', 'censored']) assert.strictEqual(sum(key), json.load[key], key);
  const errors = ticks.flatMap((tick) => Object.values(tick.errors)).reduce((a, b) => a + b, 0);
  assert.strictEqual(errors, json.errors.reduce((total, { count }) => total + count, 0));
});

test('a failed threshold is said in words, in run.json and by exit code 99', async (t) => {
  const url = await start_plain_server(t);
  const folder = scratch(t);
  const scenario = write_scenario(folder, `
    local http = require "rushhour.http"
    options = {
      scenarios = { s = { executor = "constant-vus", exec = "f", vus = 1, duration = "500ms" } },
      thresholds = { requests = "count < 1", errors = "rate < 1%" },
    }
    function f() http.get("/") end`);
  const { json, code, stderr } = await rushhour(t, ['run', scenario, '--target', url, '--json', '--out', path.join(folder, 'runs')]);
  assert.strictEqual(json.verdict.thresholds, 'failed');
  assert.strictEqual(code, exit_code(json.verdict), stderr);
  const states = Object.fromEntries(json.thresholds.map(({ metric, state }) => [metric, state]));
  assert.deepStrictEqual(states, { requests: 'failed', errors: 'passed' });
});

test('without --json the summary goes to stdout and the progress to stderr', async (t) => {
  const out = scratch(t);
  const { stdout, stderr } = await rushhour(t, ['run', path.join(top, 'scenarios/smoke.lua'), '--out', out]);
  const directory = run_directory(out);
  for (const word of ['THRESHOLDS', 'LOAD', 'LATENCY', 'TRUST', path.join(directory, 'report.html')]) {
    assert.ok(stdout.includes(word), `stdout lacks ${word}:\n${stdout}`);
    assert.ok(!stderr.includes(word), `stderr has ${word}:\n${stderr}`);
  }
});

test('with -q nothing is printed', async (t) => {
  const { stdout, stderr } = await rushhour(t, ['run', path.join(top, 'scenarios/smoke.lua'), '-q', '--out', scratch(t)]);
  assert.strictEqual(stdout, '');
  assert.strictEqual(stderr, '');
});

test('the figures of the report verb are those of the run, byte for byte', async (t) => {
  const out = scratch(t);
  await rushhour(t, ['run', path.join(top, 'scenarios/smoke.lua'), '-q', '--out', out]);
  const directory = run_directory(out);
  const page = fs.readFileSync(path.join(directory, 'report.html'));
  fs.rmSync(path.join(directory, 'report.html'));
  const { code, stderr } = await rushhour(t, ['report', directory]);
  assert.notStrictEqual(code, 1, stderr);
  assert.ok(page.equals(fs.readFileSync(path.join(directory, 'report.html'))), 'the page made again differs');
});
