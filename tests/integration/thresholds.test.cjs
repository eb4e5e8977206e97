// Each form of a threshold passing, failing, aborting, unsupported and without data, with its exit code; and what an invalid measurement
// leads to. Runs are a few seconds long and judged by counts and by limits that no machine comes near, never by what one takes. A busy
// machine may make any of them invalid by send lag, so where validity is not the matter it is asked to be a warning only.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const test = require('node:test');

const {
  binary, rushhour, run_directory, read_json, read_json_lines, scratch, start, start_plain_server, write_scenario,
} = require('./support.cjs');

const one_user = 'executor = "constant-vus", vus = 2, duration = "3s"';

/** A user that asks, checks and waits; every fourth request of step "bad" fails. */
const flow = `
  local http, check, sleep = require "rushhour.http", require "rushhour.check", require "rushhour.sleep"
  local n = 0
  function f()
    n = n + 1
    local answer = http.get("/good", { name = "good" })
    check(answer, { ["is there"] = function(r) return r.status == 200 end, ["is sometimes there"] = function() return n % 4 ~= 0 end })
    http.get(n % 4 == 0 and "/bad" or "/good", { name = "bad" })
    sleep("20ms")
  end`;

const scenario = (thresholds, { load = one_user, body = flow } = {}) => `
  options = { scenarios = { s = { exec = "f", graceful_stop = "2s", ${load} } }, warmup = "500ms", thresholds = ${thresholds} }
  ${body}`;

/** A server that answers 503 to /bad, and 200 to everything else. */
async function start_server(t) {
  const server = http.createServer((request, response) => {
    response.statusCode = request.url === '/bad' ? 503 : 200;
    response.end('ok\n');
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => { server.once('listening', resolve); });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** Plays a scenario to its end: {code, json, stderr, events, out}. */
async function play(t, url, text, flags = ['--on-invalid', 'warn']) {
  const folder = scratch(t);
  const out = path.join(folder, 'out');
  const file = write_scenario(folder, text);
  const run = await rushhour(t, ['run', file, '--target', url, '--out', out, '--seed', '1', '--json', ...flags]);
  assert.notStrictEqual(run.stdout, '', `exit code ${run.code}: ${run.stderr}`);
  return { ...run, out, events: () => read_json_lines(run_directory(out), 'events.jsonl') };
}

const states = (json) => Object.fromEntries(json.thresholds.map((t) => [`${t.metric} ${t.expression}`, t.state]));
const all = (json, state) => assert.deepStrictEqual(new Set(Object.values(states(json))), new Set([state]), JSON.stringify(states(json)));

test('thresholds of every form that are kept pass the run', async (t) => {
  const { code, json, events } = await play(t, await start_server(t), scenario(`{
    response_time = { "p(50) < 60s", "avg < 60s", "max < 60s", "min >= 0ms", { "p(50) < 60s", over = "1s" },
                      { "max < 60s", ["for"] = "1s", abort_on_fail = true } },
    ["service_time{step:good,outcome:ok}"] = "med < 1m",
    http_req_duration = { "p(50)<60000", { threshold = "p(50)<60000", abortOnFail = true, delayAbortEval = "1s" } },
    ["http_req_duration{name:bad,expected_response:false}"] = "max < 60000",
    http_req_waiting = "max < 60000", phase_receive = "max < 60s", iteration_duration = { "min >= 20ms", "max < 60s" },
    checks = "rate > 50%", ["checks{check:is there}"] = { "rate == 100%", { "rate > 99%", over = "1s" } },
    errors = { "rate < 50%", "count > 0" }, ["errors{step:good}"] = "count == 0", http_req_failed = "rate<0.5",
    requests = { "count > 10", "rate > 1/s", { "count > 0", over = "2s", abort_on_fail = true } },
    ["http_reqs{outcome:error}"] = "count > 0",
    ["iterations{scenario:s}"] = "count > 5", rejected = "rate < 1%", dropped = "count == 0", script_errors = "count < 1",
    data_received = { "count > 100", "rate < 1GB/s" }, data_sent = "count < 1GB",
    vus = { "max <= 2", "value >= 0" }, vus_max = "value == 2",
  }`));
  all(json, 'passed');
  assert.strictEqual(code, 0);
  assert.strictEqual(json.ended_by, 'plan');
  assert.deepStrictEqual(events().filter(({ event }) => event === 'threshold'), []);
});

test('thresholds of every form that are crossed fail the run, and windows say when they were first', async (t) => {
  const { code, json, events, out } = await play(t, await start_server(t), scenario(`{
    response_time = { "p(50) < 1ns", "avg < 1ns", "max < 1ns", { "p(50) < 1ns", over = "1s" }, { "max < 1ns", ["for"] = "1s" },
                      { "max < 1ns", over = "1s", ["for"] = "1s" } },
    http_req_waiting = "max < 0.000001", iteration_duration = "max < 20ms", ["checks{check:is sometimes there}"] = "rate > 99%",
    errors = { "rate < 1%", "count < 1", { "rate < 1%", over = "2s" } }, requests = { "count < 5", { "rate < 1/s", over = "1s" } },
    ["iterations{stage:1}"] = "count < 2", data_received = "count < 10", vus_max = "max < 1",
  }`, { load: 'executor = "constant-arrival-rate", rate = "25/s", duration = "4s", max_vus = 100' }));
  all(json, 'failed');
  assert.strictEqual(code, 99);
  assert.strictEqual(json.verdict.thresholds, 'failed');
  const crossings = events().filter(({ event }) => event === 'threshold');
  const windows = json.thresholds.filter(({ over_ns, for_ns }) => over_ns !== null || for_ns !== null);
  assert.strictEqual(windows.length, 5);
  for (const window of windows) {
    assert.ok(window.first_crossing_ns >= window.over_ns, JSON.stringify(window));
    const told = crossings.filter(({ metric, expression }) => metric === window.metric && expression === window.expression);
    assert.ok(told.some(({ at_ns, observed }) => at_ns === window.first_crossing_ns && observed > 0), JSON.stringify([window, crossings]));
  }
  assert.strictEqual(crossings.length, windows.length);  // each is told once
  for (const { over_ns, for_ns, first_crossing_ns } of json.thresholds)
    assert.ok(over_ns !== null || for_ns !== null || first_crossing_ns === null);

  // What is made of the directory alone says the same, in the summary too.
  const again = await rushhour(t, ['report', run_directory(out), '--json']);
  assert.deepStrictEqual(again.json.thresholds, json.thresholds);
  const { stdout } = await rushhour(t, ['report', run_directory(out)]);
  assert.match(stdout, /FAIL +errors +rate +< 1 % .*over 2s, first at 00:0\d/);
  assert.match(fs.readFileSync(path.join(run_directory(out), 'report.html'), 'utf8'), /over 2s, first at 00:0\d/);
});

test('a percentile without enough samples is unsupported, says how many it wants, and fails the run', async (t) => {
  const { code, json, stderr } = await play(t, await start_server(t), scenario(`{
    response_time = { "p(99.99) < 60s", { "p(99.99) < 60s", over = "1s", abort_on_fail = true } } }`));
  assert.strictEqual(code, 99, stderr);
  all(json, 'unsupported');
  for (const { samples, samples_needed, observed } of json.thresholds) {
    assert.strictEqual(samples_needed, 100_000);
    assert.ok(samples > 0 && samples < samples_needed);
    assert.strictEqual(observed, null);
  }
  assert.strictEqual(json.ended_by, 'plan');
});

test('a threshold without data fails the run', async (t) => {
  const { code, json } = await play(t, await start_server(t), scenario(`{
    ["response_time{step:elsewhere}"] = { "p(50) < 60s", { "p(50) < 60s", over = "1s" } }, ["checks{check:nothing}"] = "rate > 1%",
    ["errors{step:elsewhere}"] = "rate < 1%", phase_tls = "max < 60s", group_duration = "max < 60s", ["part{name:db}"] = "max < 60s" }`));
  assert.strictEqual(code, 99);
  all(json, 'no_data');
});

test('a threshold that aborts ends the run when it is crossed, and not before it may', async (t) => {
  const url = await start_server(t);
  const long = { load: 'executor = "constant-vus", vus = 2, duration = "5m"' };
  const rows = [
    ['response_time', '{ "max < 1ns", abort_on_fail = true }', 0],
    ['response_time', '{ "max < 1ns", over = "2s", abort_on_fail = true }', 2],
    ['requests', '{ threshold = "count<1", abortOnFail = true, delayAbortEval = "3s" }', 3],
    ['checks', '{ "rate > 99%", ["for"] = "2s", abort_on_fail = true }', 2],
  ];
  await Promise.all(rows.map(async ([metric, threshold, not_before_s]) => {
    const { code, json, events } = await play(t, url, scenario(`{ ${metric} = { ${threshold} } }`, long));
    assert.strictEqual(code, 99, threshold);
    assert.strictEqual(json.ended_by, 'threshold');
    assert.match(json.ended_because, new RegExp(`of ${metric}.* was .*, the limit is `));
    assert.ok(json.ended_ns >= not_before_s * 1e9 && json.ended_ns < 120e9, `${threshold}: ended at ${json.ended_ns} ns of 5 minutes`);
    assert.ok(json.warnings.some((warning) => /A threshold ended the run early/.test(warning)), json.warnings.join('\n'));
    assert.strictEqual(json.thresholds[0].state, 'failed');
    assert.ok(json.thresholds[0].first_crossing_ns <= json.ended_ns);
    assert.strictEqual(events().filter(({ event }) => event === 'threshold').length, 1);
  }));
});

test('a threshold that cannot be understood ends with 104 before anything is sent', async (t) => {
  let asked = 0;
  const url = await start_plain_server(t, () => { ++asked; });
  const folder = scratch(t);
  for (const [thresholds, says] of [
    ['{ response_tme = "p(99) < 1s" }', /did you mean 'response_time'/],
    ['{ response_time = "p(99) < 1kg" }', /'1kg' is not a time/],
    ['{ ["response_time{scenario:t}"] = "p(99) < 1s" }', /no scenario 't'/],
    ['{ ["response_time{zone:north}"] = "p(99) < 1s" }', /no selector 'zone'/],
    ['{ ["requests{stage:1}"] = "count > 1" }', /there is none/],
    ['{ orders = "count > 1" }', /no metric 'orders'/],
    ['{ errors = { "rate < 1%", ovr = "10s" } }', /ovr: is no option here; did you mean 'over'/],
    ['{ errors = { "rate < 1%", over = "1h" } }', /over: is 1h.*, longer than the 2.50s that are measured/],
    ['{ errors = { "rate < 1%", delay_abort_eval = "1s" } }', /without abort_on_fail there is none/],
    ['{ errors = { over = "1s" } }', /wants one expression in front/],
  ]) {
    const file = write_scenario(folder, scenario(thresholds));
    const { code, stderr } = await rushhour(t, ['run', file, '--target', url, '--out', path.join(folder, 'out')]);
    assert.match(stderr, says);
    assert.strictEqual(code, 104, thresholds);
  }
  assert.strictEqual(asked, 0);
  assert.ok(!fs.existsSync(path.join(folder, 'out')));
});

const throwing = { body: `${flow.replace('sleep("20ms")', 'sleep("20ms") error("mistaken")')}` };

test('an invalid measurement fails the run, or is a loud warning where that is asked for', async (t) => {
  const url = await start_server(t);
  const thresholds = '{ errors = "rate < 90%" }';
  const [fails, warns, tries] = await Promise.all([[], ['--on-invalid', 'warn'], ['--on-invalid', 'retry:3']].map(
    (flags) => play(t, url, scenario(thresholds, throwing), flags)));
  for (const { json } of [fails, warns, tries]) {
    assert.strictEqual(json.verdict.measurement, 'invalid');
    assert.ok(json.verdict.reasons.some((reason) => /The script failed too often/.test(reason)), json.verdict.reasons.join('\n'));
  }
  assert.deepStrictEqual([fails.code, warns.code, tries.code], [98, 0, 98]);
  assert.deepStrictEqual(fails.json.settings['on-invalid'], { value: 'fail', source: 'default' });
  assert.deepStrictEqual(warns.json.settings['on-invalid'], { value: 'warn', source: 'flag' });
  assert.strictEqual(warns.json.verdict.exit_code, 0);
  const { stdout } = await rushhour(t, ['report', run_directory(warns.out)]);
  assert.match(stdout, /TRUST +INVALID/);
  assert.match(stdout, /VERDICT +invalid measurement, which was asked to be a warning only; all thresholds kept, exit code 0/);
  // The script would throw again: playing it once more is of no use.
  assert.deepStrictEqual(tries.json.attempt, { number: 1, of: 4, before: [] });
  assert.strictEqual(fs.readdirSync(tries.out).length, 1);
});

test('where thresholds fail too, a warning leaves the run failed', async (t) => {
  const { code, json } = await play(t, await start_server(t), scenario('{ errors = "count < 1" }', throwing));
  assert.strictEqual(code, 99);
  assert.strictEqual(json.verdict.measurement, 'invalid');
});

test('a run whose generator was too weak is played again with the same seed, each time in a directory of its own', async (t) => {
  const url = await start_plain_server(t);
  const folder = scratch(t);
  const out = path.join(folder, 'out');
  // Every user has a connection, and there are descriptors for a few.
  const file = write_scenario(folder, scenario('{}', { load: 'executor = "constant-vus", vus = 60, duration = "1s"' }));
  const args = ['run', file, '--target', url, '--out', out, '--json', '--threads', '1'];
  const running = start(t, 'bash', ['-c', 'ulimit -n 48 && exec "$@"', 'limited', binary, ...args],
    { env: { ...process.env, RUSHHOUR_ON_INVALID: 'retry:1' } });
  assert.strictEqual((await running.exited).code, 98, running.stderr);
  const last = JSON.parse(running.stdout);
  const runs = fs.readdirSync(out).map((name) => read_json(out, name, 'run.json'));
  assert.strictEqual(runs.length, 2);
  const first = runs.find(({ run }) => run !== last.run);
  assert.deepStrictEqual(first.attempt, { number: 1, of: 2, before: [] });
  assert.deepStrictEqual(last.attempt, { number: 2, of: 2, before: [first.run] });
  assert.strictEqual(first.seed, last.seed);
  assert.deepStrictEqual(last.settings['on-invalid'], { value: 'retry:1', source: 'environment' });
  for (const run of runs) assert.ok(run.verdict.reasons.some((reason) => /out of file descriptors/.test(reason)));
  assert.match(running.stderr, new RegExp(`played again, attempt 2 of 2; this one is in .*${first.run}`));
});

test('judged strictly, what casts a doubt on the measurement makes it invalid', async (t) => {
  const url = await start_server(t);
  // One mistake among a hundred and eighty iterations of one user.
  const body = `
    local http = require "rushhour.http"
    local n = 0
    function f() n = n + 1 http.get("/good") if n == 140 then error("a slip") end end`;
  const load = 'executor = "constant-arrival-rate", rate = "60/s", duration = "3s", max_vus = 1, max_wait = "60s"';
  const [lenient, strict] = await Promise.all([[], ['--strict']].map((flags) => play(t, url, scenario('{}', { load, body }), flags)));
  const says = (list) => list.some((sentence) => /The script failed now and then: 1 script error/.test(sentence));
  assert.ok(says(lenient.json.warnings) && !says(lenient.json.verdict.reasons), JSON.stringify(lenient.json.verdict));
  assert.ok(says(strict.json.verdict.reasons) && !says(strict.json.warnings), JSON.stringify(strict.json.verdict));
  assert.strictEqual(strict.code, 98);
  assert.deepStrictEqual(strict.json.settings.strict, { value: true, source: 'flag' });
  assert.strictEqual(lenient.json.settings.strict.value, false);
});

test('a wish about invalid measurements that is none is refused', async (t) => {
  const folder = scratch(t);
  const file = write_scenario(folder, scenario('{}'));
  for (const wish of ['ignore', 'retry:0', 'retry:99', 'retry:', 'retryx', 'retry:2x']) {
    const { code, stderr } = await rushhour(t, ['run', file, '--on-invalid', wish, '--out', path.join(folder, 'out')]);
    assert.strictEqual(code, 2, `${wish}: ${stderr}`);
    assert.match(stderr, /--on-invalid.*fail, warn, retry or retry:N/s);
  }
});
