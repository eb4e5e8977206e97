// Whether the measurement can be trusted is judged before the target is: a generator without descriptors, without its core, or asked for
// more than its core can do says so in words and ends with 98; within its means the same scenario is valid; and what is the target's doing
// is not held against it. Each of these happens on machines of any speed: what is asserted is the reason, never a time.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');

const {
  binary, rushhour, run_directory, read_json_lines, scratch, start, start_plain_server, start_stall_server, write_scenario,
} = require('./support.cjs');

const says = (list, pattern) => list.some((sentence) => pattern.test(sentence));

/** The CPUs that this process may use. */
function own_cpus() {
  const [, list] = /Cpus_allowed_list:\s*(\S+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'));
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** Runs a scenario through another command in front, as taskset or a shell that limits it; {code, json, stderr}. */
async function run_under(t, command, args) {
  const running = start(t, command[0], [...command.slice(1), binary, 'run', ...args, '--json', '--threads', '1']);
  const { code } = await running.exited;
  assert.notStrictEqual(running.stdout, '', `exit code ${code}: ${running.stderr}`);
  return { code, json: JSON.parse(running.stdout), stderr: running.stderr };
}

/** A server of another process that answers each request after `delay_ms`; its URL. */
async function start_slow_server(t, delay_ms) {
  const program = `require('node:http').createServer((_, response) => setTimeout(() => response.end('ok'), ${delay_ms}))
    .listen(0, '127.0.0.1', function () { console.log('listening on http://127.0.0.1:' + this.address().port); })`;
  const [, url] = await start(t, process.execPath, ['-e', program]).says_so(/listening on (\S+)/);
  return url;
}

const arrivals = (rate, duration, max_vus, rest = '') => `
  local http = require "rushhour.http"
  options = { scenarios = { s = { executor = "constant-arrival-rate", exec = "f", rate = "${rate}/s", duration = "${duration}",
              max_vus = ${max_vus}, on_limit = "drop" } } ${rest} }`;

// An iteration that computes for milliseconds before it asks for anything: the generator is the bottleneck, whatever the server can do.
const laborious = (rate, duration, max_vus) => `${arrivals(rate, duration, max_vus)}
  function f()
    local x = 0
    for i = 1, 1000000 do x = x + i end
    http.get("/", { name = "look" })
  end`;

test('a generator without descriptors ends invalid, says its limit and what to do, and with enough of them it does not', async (t) => {
  const url = await start_slow_server(t, 400);
  const folder = scratch(t);
  const scenario = write_scenario(folder, `${arrivals(300, '2s', 600)}
    function f() http.get("/", { name = "look" }) end`);
  const args = [scenario, '--target', url, '--out', path.join(folder, 'runs')];
  // run raises its soft limit to the hard one, so the hard one is lowered.
  const short = await run_under(t, ['bash', '-c', 'ulimit -n 64 && exec "$@"', 'limited'], args);
  assert.strictEqual(short.code, 98, short.stderr);
  assert.strictEqual(short.json.verdict.measurement, 'invalid');
  const { reasons } = short.json.verdict;
  assert.ok(says(reasons, /out of file descriptors \(it may have 64\).*ulimit -n/), reasons.join('\n'));
  assert.ok(short.json.errors.some((error) => error.class === 'out of descriptors' && error.count > 0));
  assert.strictEqual(short.json.generator.descriptor_limit, 64);
  assert.ok(short.json.generator.descriptors_max >= 60, `${short.json.generator.descriptors_max} of 64 descriptors open`);

  const enough = await run_under(t, ['bash', '-c', 'ulimit -n 2000 && exec "$@"', 'limited'], args);
  assert.strictEqual(enough.json.errors.filter((error) => error.class === 'out of descriptors').length, 0);
  assert.ok(!says(enough.json.verdict.reasons, /descriptors/), enough.json.verdict.reasons.join('\n'));
  assert.strictEqual(enough.json.generator.descriptor_limit, 2000);
});

test('a generator that shares its core with a busy program ends invalid, because it did not get its core', async (t) => {
  const [core, other = core] = own_cpus();
  const folder = scratch(t);
  const server = start(t, 'taskset', ['-c', String(other), process.execPath, path.join(__dirname, 'stall_server.cjs'), '0', '10000']);
  const [, url] = await server.says_so(/listening on (\S+)/);
  // It ends by itself after a minute, or with the test. The generator wants all of the core and gets half.
  const loop = 'const end = Date.now() + 60000; console.log("busy"); while (Date.now() < end);';
  await start(t, 'taskset', ['-c', String(core), process.execPath, '-e', loop]).says_so(/busy/);
  const scenario = write_scenario(folder, laborious(1000, '5s', 100));
  const { code, json, stderr } = await run_under(t, ['taskset', '-c', String(core)],
    [scenario, '--target', url, '--out', path.join(folder, 'runs')]);
  assert.strictEqual(code, 98, stderr);
  assert.ok(says(json.verdict.reasons, /did not get its core/), json.verdict.reasons.join('\n'));
  assert.ok(json.generator.core_wait_max > 0.2, `waited ${json.generator.core_wait_max} of the time`);
});

test('a generator asked for a rate beyond its core ends invalid, and the same scenario within its means does not', async (t) => {
  const [core, other = core] = own_cpus().slice(-2);
  const folder = scratch(t);
  const server = start(t, 'taskset', ['-c', String(other), process.execPath, path.join(__dirname, 'stall_server.cjs'), '0', '10000']);
  const [, url] = await server.says_so(/listening on (\S+)/);
  const beyond = await run_under(t, ['taskset', '-c', String(core)],
    [write_scenario(folder, laborious(400_000, '3s', 50)), '--target', url, '--out', path.join(folder, 'beyond')]);
  assert.strictEqual(beyond.code, 98, beyond.stderr);
  assert.ok(says(beyond.json.verdict.reasons, /ran out of CPU|did not get its core/), beyond.json.verdict.reasons.join('\n'));
  assert.ok(says(beyond.json.verdict.reasons, /schedule was not reached because of the generator/), beyond.json.verdict.reasons.join('\n'));
  assert.strictEqual(beyond.json.load.offered, 1_200_000);
  assert.strictEqual(beyond.json.load.offered, beyond.json.load.done + beyond.json.load.dropped + beyond.json.load.censored);

  const within = await run_under(t, ['taskset', '-c', String(core)],
    [write_scenario(folder, laborious(10, '3s', 50)), '--target', url, '--out', path.join(folder, 'within')]);
  assert.ok(!says(within.json.verdict.reasons, /ran out of CPU|schedule was not reached/), within.json.verdict.reasons.join('\n'));
});

test('a slow target with all users busy stays valid, is warned about as users exhausted, and fails its threshold', async (t) => {
  const url = await start_slow_server(t, 300);
  const folder = scratch(t);
  const scenario = write_scenario(folder, `
    local http = require "rushhour.http"
    options = { scenarios = { s = { executor = "constant-arrival-rate", exec = "f", rate = "30/s", duration = "2s", max_vus = 5 } },
                thresholds = { response_time = "p(50) < 250ms" } }
    function f() http.get("/", { name = "look" }) end`);
  const { code, json, stderr } = await rushhour(t, ['run', scenario, '--target', url, '--json', '--out', path.join(folder, 'runs')]);
  assert.strictEqual(json.verdict.measurement, 'valid', json.verdict.reasons.join('\n'));
  assert.strictEqual(code, 99, stderr);
  assert.strictEqual(json.verdict.thresholds, 'failed');
  assert.ok(says(json.warnings, /users exhausted/i), json.warnings.join('\n'));
});

test('every tick tells the health of generator and machine, and the summary the worst and the mean of it', async (t) => {
  const { url } = await start_stall_server(t, { stall_ms: 0 });
  const folder = scratch(t);
  const out = path.join(folder, 'runs');
  const scenario = write_scenario(folder, `${arrivals(50, '2s', 20)}
    function f() http.get("/", { name = "look" }) end`);
  const { json } = await rushhour(t, ['run', scenario, '--target', url, '--json', '--out', out, '--threads', '2']);
  const ticks = read_json_lines(run_directory(out), 'counters.jsonl');
  assert.ok(ticks.length >= 2);
  for (const tick of ticks) {
    assert.strictEqual(tick.cpu.length, 2);
    assert.ok(tick.core_wait === undefined || tick.core_wait.length === 2);
    assert.ok(tick.descriptors > 3 && tick.descriptors <= tick.descriptor_limit);
    assert.ok(tick.resident_bytes > 1e6 && tick.resident_bytes < os.totalmem());
    assert.ok(tick.steal >= 0 && tick.steal <= 1);
  }
  const { generator } = json;
  assert.strictEqual(generator.descriptors_max, Math.max(...ticks.map((tick) => tick.descriptors)));
  assert.ok(generator.steal_mean <= generator.steal_max + 1e-9 || generator.steal_max === 0);
  assert.ok(generator.loop_lag_ns.p50 > 0, 'two workers, two seconds, fifty heartbeats a second');
  assert.ok(generator.loop_lag_ns.max >= generator.loop_lag_ns.p50);
});

test('requests carry a trace of their own when asked, and the slowest ones keep theirs', async (t) => {
  const sent = [];
  const url = await start_plain_server(t, (request) => sent.push(request.headers.traceparent));
  const folder = scratch(t);
  const out = path.join(folder, 'runs');
  const scenario = write_scenario(folder, `${arrivals(30, '2s', 20, ', http = { traceparent = true }')}
    function f() http.get("/", { name = "look" }) end`);
  const { json, stderr } = await rushhour(t, ['run', scenario, '--target', url, '--json', '--out', out]);
  assert.ok(json, stderr);
  for (const header of sent) assert.match(header ?? 'none', /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  const traces = new Set(sent.map((header) => header.slice(3, 35)));
  assert.strictEqual(traces.size, json.load.done, 'each request has a trace of its own');
  const slowest = read_json_lines(run_directory(out), 'slowest.jsonl');
  assert.ok(slowest.length > 0);
  for (const { trace_id: trace } of slowest) assert.ok(traces.has(trace), `trace ${trace} was never sent`);
});

test('the parts of Server-Timing become figures of their step, logged with the last interval of a short run', async (t) => {
  const program = `require('node:http').createServer((_, response) => {
      response.setHeader('Server-Timing', 'db;dur=2.5;desc="orders, all", app;dur=1');
      response.end('ok');
    }).listen(0, '127.0.0.1', function () { console.log('listening on http://127.0.0.1:' + this.address().port); })`;
  const [, url] = await start(t, process.execPath, ['-e', program]).says_so(/listening on (\S+)/);
  const folder = scratch(t);
  const out = path.join(folder, 'runs');
  const scenario = write_scenario(folder, `${arrivals(30, '2s', 20)}
    function f() http.get("/", { name = "look" }) end`);
  const { json } = await rushhour(t, ['run', scenario, '--target', url, '--json', '--out', out]);
  const [step] = json.steps;
  assert.deepStrictEqual(Object.keys(step.parts_ns).sort(), ['app', 'db']);
  assert.strictEqual(step.parts_ns.db.count, 60);
  assert.ok(Math.abs(step.parts_ns.db.p50 / 2.5e6 - 1) < 0.001, `p50 ${step.parts_ns.db.p50}`);
  const log = fs.readFileSync(path.join(run_directory(out), 'latency.hlog'), 'utf8').split('\n');
  const lines = log.filter((line) => line.includes('part%3Adb'));
  assert.strictEqual(lines.length, 1);
  assert.match(lines[0], /^Tag=s\|look\|part%3Adb\|ok\|main,0\.000,[12]\./);
});
