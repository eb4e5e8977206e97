// Each fault of the target, switched on while lunch_rush.lua plays, shows in the figures of the run where it should: in its step, in its
// part of Server-Timing or its phase, in its class of errors; and its annotation says when.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { setTimeout: pause } = require('node:timers/promises');

const { binary, run_directory, read_json_lines, scratch, start, start_target, ticks_of, top, until } = require('./support.cjs');
const { switch_on } = require('./target_client.cjs');

delete process.env.RUSHHOUR_NO_ANNOTATIONS;
process.env.RUSHHOUR_ADMIN_TOKEN = 'the-token-of-the-admin-of-the-tests';

const ms = 1e6;
const words = ['RATE=30', 'NEWCOMERS=0', 'POLL=0.1', 'LOOKS=3', 'PATIENCE=100'].flatMap((pair) => ['-e', pair]);

/** Plays a lunch and switches the fault on after its first second; `meanwhile` is called with the target once it is on. */
async function lunch_with(t, fault, { args = [], seconds = 2, meanwhile = async () => {} } = {}) {
  const target = await start_target(t, { args: ['--time-scale', '60', ...args] });
  const out = scratch(t);
  const scenario = path.join(top, 'scenarios/lunch_rush.lua');
  const flags = ['--target', target.url, '--out', out, '--seed', '5', '--json', '-e', `SCALE=${(seconds + 4) / 40}`, ...words];
  const run = start(t, binary, ['run', scenario, ...flags]);
  await until(() => ticks_of(out).length > 0, 'a first tick');
  await switch_on(target.url, { ...fault, for: seconds });
  await meanwhile(target);
  const { code } = await run.exited;
  assert.ok([0, 98, 99].includes(code), `${code}: ${run.stderr}`); // thresholds are not for a bad lunch, nor for a busy machine
  const json = JSON.parse(run.stdout);
  assert.equal(json.generator.script_errors, 0, JSON.stringify(json.script_errors));
  assert_annotated(run_directory(out), fault.kind, seconds);
  return { json, ...target, of: Object.fromEntries(json.steps.map((step) => [step.step, step])) };
}

/** The target told of this fault alone, when it began and when it ended. */
function assert_annotated(directory, kind, seconds) {
  const told = read_json_lines(directory, 'events.jsonl').filter(({ event }) => event === 'annotation');
  assert.deepEqual([...new Set(told.map((one) => `${one.number} ${one.kind} ${one.name}`))], [`1 fault ${kind}`]);
  const { at_ns, ended_ns } = told.at(-1);
  assert.ok(at_ns > 0.9e9, `began at ${at_ns}`);
  assert.ok(Math.abs(ended_ns - at_ns - seconds * 1e9) < 0.2e9, `lasted ${ended_ns - at_ns} ns`);
  assert.match(fs.readFileSync(path.join(directory, 'report.html'), 'utf8'), /id="annotations-table"/);
}

const part = (step, name) => step.parts_ns[name];
const errors_of = ({ json }) => Object.fromEntries(json.errors.map((one) => [one.class, one.count]));
const steps_with_errors = ({ json }) => json.steps.filter((step) => step.errors > 0).map((step) => step.step).sort();
const no_errors = (run) => assert.deepEqual(errors_of(run), {});

/** `name` is the part in which `step` spent its time, `least_ns` at most and more than in all others together. */
function assert_spent_in(step, name, least_ns) {
  const parts = Object.entries(step.parts_ns);
  const others = parts.filter(([other]) => other !== name).reduce((sum, [, times]) => sum + times.mean, 0);
  assert.ok(part(step, name).max >= least_ns, `${step.step}: ${name} took ${part(step, name).max} ns at most`);
  assert.ok(part(step, name).mean > others, `${step.step}: ${name} took ${part(step, name).mean} ns, the others ${others} ns`);
}

test('delay: the route that it is about waits in the queue, the others do not', async (t) => {
  const run = await lunch_with(t, { kind: 'delay', delay: '300ms', routes: ['GET /api/restaurants/{id}/menu'] });
  no_errors(run);
  for (const step of ['read menu', 'read menu again']) assert_spent_in(run.of[step], 'queue', 300 * ms);
  for (const step of ['browse', 'place order', 'pay'])
    assert.ok(part(run.of[step], 'queue').mean < part(run.of['read menu'], 'queue').mean / 4, step);
});

test('stall: whatever comes waits in the queue until it is over, and nothing fails', async (t) => {
  const run = await lunch_with(t, { kind: 'stall' });
  no_errors(run);
  const longest = Math.max(...run.json.steps.map((step) => part(step, 'queue')?.max ?? 0));
  assert.ok(longest > 1000 * ms && longest < 3e9, `${longest} ns`);
  assert.ok(run.json.steps.filter((step) => part(step, 'queue')?.max > 500 * ms).length >= 2, 'it held one step alone');
});

test('errors: the route that it is about fails with its status', async (t) => {
  const run = await lunch_with(t, { kind: 'errors', status: 503, probability: 0.5, routes: ['GET /api/restaurants'] });
  assert.deepEqual(Object.keys(errors_of(run)), ['http 503']);
  assert.ok(run.of.browse.errors > 5, `${run.of.browse.errors} errors`);
  assert.deepEqual(steps_with_errors(run).filter((step) => !step.startsWith('browse')), []);
});

test('reset: connections of the route that it is about are reset', async (t) => {
  const run = await lunch_with(t, { kind: 'reset', probability: 0.5, routes: ['POST /api/orders'] });
  assert.deepEqual(Object.keys(errors_of(run)), ['connection reset']);
  assert.deepEqual(steps_with_errors(run), ['place order']);
});

test('drip: the body takes its time, not the answer', async (t) => {
  const run = await lunch_with(t, { kind: 'drip', bytes_per_s: 2000, routes: ['GET /api/restaurants'] });
  no_errors(run);
  const { receive, wait } = run.of.browse.phases_ns;
  assert.ok(receive.max > 300 * ms, `${receive.max} ns`);
  assert.ok(receive.mean > 4 * wait.mean, `${receive.mean} and ${wait.mean} ns`);
  assert.ok(run.of['place order'].phases_ns.receive.mean < receive.mean / 4);
});

test('slow_database: what is stored takes longer in the database, what is read does not', async (t) => {
  const run = await lunch_with(t, { kind: 'slow_database', delay: '200ms' });
  no_errors(run);
  for (const step of ['place order', 'pay']) assert_spent_in(run.of[step], 'db', 200 * ms);
  for (const step of ['browse', 'read menu']) assert.ok(part(run.of[step], 'db').max < 10 * ms, step);
});

test('pool: what is stored waits for its turn', async (t) => {
  const run = await lunch_with(t, { kind: 'pool', size: 1, hold: '100ms' });
  no_errors(run);
  for (const step of ['place order', 'pay']) assert_spent_in(run.of[step], 'queue', 200 * ms);
});

test('lock: changes of the orders of one restaurant wait and fail, others do not', async (t) => {
  const run = await lunch_with(t, { kind: 'lock', restaurant: 1, timeout: '250ms' }, { args: ['--restaurants', '5'] });
  assert.deepEqual(Object.keys(errors_of(run)), ['http 503']);
  const failed = steps_with_errors(run);
  assert.ok(failed.includes('place order') || failed.includes('pay'), failed.join());
  for (const step of failed) {
    assert.ok(['place order', 'pay', 'cancel order'].includes(step), step);
    assert.ok(run.of[step].errors < run.of[step].count, step);
    assert.ok(run.of[step].service_time_ns.max >= 250 * ms, step);
  }
});

test('lost_store: what is to be stored fails, what is read does not', async (t) => {
  const run = await lunch_with(t, { kind: 'lost_store' });
  assert.deepEqual(Object.keys(errors_of(run)), ['http 503']);
  assert.ok(run.of['place order'].errors > 5);
  assert.deepEqual(steps_with_errors(run).filter((step) => !['place order', 'pay', 'cancel order'].includes(step)), []);
});

/** Bytes of memory that the process holds. */
const resident = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;

test('leak: the memory of the target grows while it lasts, and nothing fails', async (t) => {
  let grown = 0;
  const run = await lunch_with(t, { kind: 'leak', bytes_per_s: '50MB' }, {
    meanwhile: async ({ running }) => {
      const before = resident(running.child.pid);
      grown = await until(() => resident(running.child.pid) - before > 30e6, 'memory that grows');
    },
  });
  assert.ok(grown);
  no_errors(run);
});

/** How many orders were given to couriers, by the target's log of events. */
function assigned(data) {
  const folder = path.join(data, 'events');
  const lines = fs.readdirSync(folder).flatMap((name) => read_json_lines(folder, name));
  return lines.filter(({ type }) => type === 'order.assigned').length;
}

async function lasts(url) {
  const response = await fetch(`${url}/api/admin/faults`, { headers: { authorization: `Bearer ${process.env.RUSHHOUR_ADMIN_TOKEN}` } });
  return (await response.json()).faults.length > 0;
}

test('pause_matcher: no order finds a courier while it lasts, and nothing fails', async (t) => {
  const run = await lunch_with(t, { kind: 'pause_matcher' }, {
    args: ['--autopilot'],
    seconds: 7,
    meanwhile: async ({ url, data }) => {
      await pause(2000); // by then couriers have taken what they were offered before
      const before = assigned(data);
      let looked = 0;
      for (let now = assigned(data); await lasts(url); now = assigned(data)) { // counted before it was known to last still
        assert.equal(now, before);
        looked += 1;
        await pause(50);
      }
      assert.ok(looked > 0, 'it was over before anybody looked');
      await until(() => assigned(data) > before, 'a courier for an order, once it is over');
    },
  });
  no_errors(run);
});
