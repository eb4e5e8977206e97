// Trouble at the target is data: it is counted by class, reported and judged, and it never hides in a latency.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const {
  binary, read_json, run_directory, rushhour, scratch, start, start_stall_server, ticks_of, until, write_scenario,
} = require('./support.cjs');

test('a target that dies in the middle of a run is counted in errors by class, and the run reports', async (t) => {
  const { url, running: server } = await start_stall_server(t, { stall_ms: 0 });
  const folder = scratch(t);
  const scenario = write_scenario(folder, `
    local http = require "rushhour.http"
    options = { scenarios = { s = {
      executor = "constant-arrival-rate", exec = "f", rate = "50/s", duration = "4s", max_vus = 100 } },
      thresholds = { errors = "rate < 1%" } }
    function f() http.get("/", { name = "look" }) end`);
  const out = path.join(folder, 'runs');
  const run = start(t, binary, ['run', scenario, '--target', url, '--out', out]);
  await until(() => ticks_of(out).some((tick) => tick.done > 0), 'a tick with answers');
  await server.stop('SIGKILL');
  const { code } = await run.exited;

  const json = read_json(run_directory(out), 'run.json');
  assert.ok([98, 99].includes(code), run.stderr);
  assert.strictEqual(json.verdict.thresholds, 'failed');
  assert.strictEqual(json.ended_by, 'plan');
  assert.strictEqual(json.load.offered, 200);
  assert.strictEqual(json.load.offered, json.load.done + json.load.dropped + json.load.censored);
  const classes = Object.fromEntries(json.errors.map((error) => [error.class, error.count]));
  assert.ok(classes['connection refused'] > 0, JSON.stringify(classes));
  assert.ok(json.totals.errors < json.totals.count, 'what was answered before stands too');
});

test('a target that the run itself started and that dies is noted in its events', async (t) => {
  const folder = scratch(t);
  const scenario = write_scenario(folder, `
    local http = require "rushhour.http"
    options = { scenarios = { s = { executor = "constant-arrival-rate", exec = "f", rate = "20/s", duration = "4s", max_vus = 50 } } }
    function f() http.get("/health", { name = "look" }) end`);
  const out = path.join(folder, 'runs');
  const run = start(t, binary, ['run', scenario, '--out', out]);
  await until(() => ticks_of(out).some((tick) => tick.done > 0), 'a tick with answers');
  const [child] = children_of(run.child.pid);
  process.kill(child, 'SIGKILL');
  const { code } = await run.exited;
  assert.notStrictEqual(code, 1, run.stderr);
  const events = fs.readFileSync(path.join(run_directory(out), 'events.jsonl'), 'utf8');
  assert.match(events, /"target_exit"/);
});

/** The processes that a process of ours started. */
function children_of(pid) {
  const text = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  if (text === '') throw new Error(`process ${pid} has no child`);
  return text.split(' ').map(Number);
}

// One user, and a server that stands still for a quarter of the time. Of the arrivals during a stall one is sent and waits in the server;
// the others wait here for the user. Tools that count from the send see the one; a guest saw them all. Slow machines only widen this.
test('arrivals that waited for the only user carry their wait in the response time, and service time does not', async (t) => {
  const { url } = await start_stall_server(t, { stall_ms: 500, period_ms: 2000 });
  const folder = scratch(t);
  const scenario = write_scenario(folder, `
    local http = require "rushhour.http"
    options = {
      scenarios = { s = { executor = "constant-arrival-rate", exec = "f", rate = "50/s", duration = "6s", max_vus = 1 } },
      thresholds = { response_time = "p(90) > 0ms", service_time = "p(90) > 0ms" },
    }
    function f() http.get("/", { name = "look" }) end`);
  const { json, stderr } = await rushhour(t, ['run', scenario, '--target', url, '--json', '--out', path.join(folder, 'runs')]);
  assert.ok(json, stderr);
  assert.strictEqual(json.load.offered, 300);
  // A quarter of 6 s is stalled, and who arrives u before its end waits u: the slowest tenth waits 300 ms or longer.
  assert.ok(json.totals.response_time_ns.p90 >= 250e6, `p90 of response time ${json.totals.response_time_ns.p90}`);
  assert.ok(json.totals.service_time_ns.p90 < 250e6, `p90 of service time ${json.totals.service_time_ns.p90}`);
  assert.ok(json.generator.waited_for_user > 50, `${json.generator.waited_for_user} waited for the user`);
  assert.strictEqual(json.generator.waited_beside_idle, 0);
  assert.ok(json.warnings.some((warning) => /users exhausted/i.test(warning)), JSON.stringify(json.warnings));
});
