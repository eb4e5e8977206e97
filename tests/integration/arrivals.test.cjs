// When iterations begin, and with which data, as a server sees it that keeps what it hears. Every request is a step of its own, so that
// slowest.jsonl holds each: at_ns is its intended instant, to the nanosecond, on a machine of any speed. What the server saw
// gives numbers, data and think times, and that nothing came before it was due.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const { performance } = require('node:perf_hooks');
const test = require('node:test');

const { read_json_lines, run_directory, rushhour, scratch, start_plain_server, write_scenario } = require('./support.cjs');

const script = (options) => `
  local http, sleep = require "rushhour.http", require "rushhour.sleep"
  local random, feeder = require "rushhour.random", require "rushhour.feeder"
  local rows = feeder.range(1, 1000, { order = "shuffle" })
  options = { scenarios = { s = { exec = "play", ${options} } } }
  function play(ctx)
    local drawn, think_ms = random.integer(1, 1000000000), math.floor(1 + 40 * random.number())
    http.get("/", {
      name = ctx.vu .. "/" .. ctx.iter,
      query = { vu = ctx.vu, iteration = ctx.iter, drawn = drawn, row = rows:row(), think = think_ms },
    })
    sleep(think_ms / 1000)
  end`;

const numbers = (search) => Object.fromEntries([...search].map(([name, value]) => [name, Number(value)]));

/** Plays `options` and gives each iteration as {vu, iteration, drawn, row, think, seen_ms, intended_ns, done_ns}, and the summary. */
async function play(t, options, { threads = 1, seed = 7 } = {}) {
  const heard = [];
  const url = await start_plain_server(t, (request) => {
    heard.push({ ...numbers(new URL(request.url, 'http://here').searchParams), seen_ms: performance.now() });
  });
  const folder = scratch(t);
  const out = path.join(folder, 'runs');
  const began = performance.now();
  const words = ['--target', url, '--threads', String(threads), '--seed', String(seed), '--out', out, '--json'];
  const { code, json, stderr } = await rushhour(t, ['run', write_scenario(folder, script(options)), ...words]);
  assert.ok([0, 98].includes(code), stderr);
  assert.strictEqual(json.generator.script_errors, 0, stderr);
  assert.strictEqual(json.totals.errors, 0, JSON.stringify(json.errors));
  assert.strictEqual(json.load.dropped + json.load.censored, 0);
  assert.strictEqual(heard.length, json.load.done);
  const noted = new Map(read_json_lines(run_directory(out), 'slowest.jsonl').map((line) => [line.step, line]));
  const iterations = heard.map((one) => {
    const { at_ns: intended_ns, response_ns } = noted.get(`${one.vu}/${one.iteration}`);
    return { ...one, seen_ms: one.seen_ms - began, intended_ns, done_ns: intended_ns + response_ns };
  });
  return { iterations, json };
}

const ascending = (a, b) => a - b;
const count_up = (n) => Array.from({ length: n }, (_, i) => i);

/** Numbers 0 to n - 1, each once, due where `due_s` says, and seen no earlier. */
function assert_schedule(iterations, n, due_s) {
  assert.deepStrictEqual(iterations.map(({ iteration }) => iteration).sort(ascending), count_up(n));
  for (const { iteration, intended_ns, seen_ms } of iterations) {
    const due = due_s(iteration);
    assert.ok(Math.abs(intended_ns - due * 1e9) < 1000, `iteration ${iteration} was due at ${due} s, not at ${intended_ns} ns`);
    assert.ok(seen_ms >= due * 1e3, `iteration ${iteration} was due at ${due} s, and seen ${seen_ms} ms after the program was started`);
  }
}

/** Each user's iterations, in order: [[vu, iterations], ...]. */
function by_user(iterations) {
  const users = new Map();
  for (const one of iterations) users.set(one.vu, [...(users.get(one.vu) ?? []), one]);
  for (const mine of users.values()) mine.sort((a, b) => a.iteration - b.iteration);
  return [...users].sort(([a], [b]) => a - b);
}

/** Of each user all iterations from 0 on, each from the instant on at which the one before it had ended. */
function assert_closed_loop(users, begins_ns) {
  for (const [vu, mine] of users) {
    assert.deepStrictEqual(mine.map(({ iteration }) => iteration), count_up(mine.length));
    assert.ok(Math.abs(mine[0].intended_ns - begins_ns(vu)) < 1000, `user ${vu} began at ${mine[0].intended_ns} ns`);
    for (const [i, { intended_ns }] of mine.slice(1).entries())
      assert.strictEqual(intended_ns, mine[i].done_ns + mine[i].think * 1e6, `user ${vu}, iteration ${i + 1}`);
  }
}

/** What an iteration drew, under the key by which it draws. */
const drawn = (iterations, key) => new Map(iterations.map((one) => [key(one), `${one.drawn} ${one.row} ${one.think}`]));
const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
const of_iteration = ({ iteration }) => iteration;
const of_user = ({ vu, iteration }) => `${vu}/${iteration}`;

/** The same iterations with the same data, whoever played them. */
function assert_same_data(one, other, key = of_iteration) {
  assert.ok(one.length > 0);
  assert.deepStrictEqual(sorted(drawn(other, key)), sorted(drawn(one, key)));
}

/** Where the speed of the machine decides how many iterations there are: those that both runs have. */
function assert_same_data_where_both_are(one, other, at_least) {
  const [mine, theirs] = [drawn(one, of_user), drawn(other, of_user)];
  const both = [...mine.keys()].filter((key) => theirs.has(key));
  assert.ok(both.length >= at_least, `only ${both.length} iterations in both`);
  for (const key of both) assert.strictEqual(theirs.get(key), mine.get(key), key);
}

test('constant-arrival-rate: iteration n at n / rate, at one thread and at two', async (t) => {
  const options = 'executor = "constant-arrival-rate", rate = "100/s", duration = "1500ms", max_vus = 100';
  const [one, two] = [await play(t, options), await play(t, options, { threads: 2 })];
  for (const { iterations } of [one, two]) assert_schedule(iterations, 150, (n) => n / 100);
  assert_same_data(one.iterations, two.iterations);
});

test('with a single user arrivals begin in their order, however late they are', async (t) => {
  const options = 'executor = "constant-arrival-rate", rate = "200/s", duration = "500ms", max_vus = 1';
  const { iterations } = await play(t, options);
  assert.deepStrictEqual(iterations.map(({ iteration }) => iteration), count_up(100));
  assert_schedule(iterations, 100, (n) => n / 200);  // the wait for the user is theirs: none is due later for it
  assert.deepStrictEqual([...new Set(iterations.map(({ vu }) => vu))], [1]);
});

test('ramping-arrival-rate: iteration n where the area under the rate reaches n', async (t) => {
  const stages = '{ { "1s", 60 }, { "500ms", 60 }, { "1010ms", 0 } }';
  const options = `executor = "ramping-arrival-rate", start_rate = "20/s", stages = ${stages}, max_vus = 100`;
  // 20 t + 20 t^2 on the way up to 40 iterations, 60 t to 70, and 60 t - (60 / 1.01) t^2 / 2 on the way down to 100.3.
  const due = (n) => {
    if (n <= 40) return (Math.sqrt(20 ** 2 + 80 * n) - 20) / 40;
    if (n <= 70) return 1 + (n - 40) / 60;
    return 1.5 + (60 - Math.sqrt(60 ** 2 - (120 / 1.01) * (n - 70))) / (60 / 1.01);
  };
  const [one, two] = [await play(t, options), await play(t, options, { threads: 2 })];
  for (const { iterations } of [one, two]) assert_schedule(iterations, 101, due);
  assert_same_data(one.iterations, two.iterations);
});

test('poisson arrivals: the same instants and data at one thread and at two, others for another seed', async (t) => {
  const options = 'executor = "constant-arrival-rate", arrivals = "poisson", rate = "150/s", duration = "2s", max_vus = 100';
  const instants = ({ iterations }) => [...iterations].sort((a, b) => a.iteration - b.iteration).map(({ intended_ns }) => intended_ns);
  const one = await play(t, options);
  const two = await play(t, options, { threads: 2 });
  const other = await play(t, options, { seed: 8 });
  for (const { iterations } of [one, two, other]) {
    const due = instants({ iterations });
    assert_schedule(iterations, due.length, (n) => due[n] / 1e9);
    assert.ok(due.every((at, i) => i === 0 || at >= due[i - 1]) && due.at(-1) < 2e9);
    assert.ok(Math.abs(due.length - 300) < 6 * Math.sqrt(300), `${due.length} arrivals where 300 are expected`);
  }
  assert.deepStrictEqual(instants(two), instants(one));
  assert_same_data(one.iterations, two.iterations);
  assert.notDeepStrictEqual(instants(other), instants(one));
  assert.notDeepStrictEqual(sorted(drawn(other.iterations, of_iteration)), sorted(drawn(one.iterations, of_iteration)));
});

test('constant-vus: every user from the beginning, and again when its last iteration has ended', async (t) => {
  const options = 'executor = "constant-vus", vus = 5, duration = "1s"';
  const runs = [await play(t, options), await play(t, options, { threads: 2 })];
  for (const { iterations } of runs) {
    const users = by_user(iterations);
    assert.deepStrictEqual(users.map(([vu]) => vu), [1, 2, 3, 4, 5]);
    assert_closed_loop(users, () => 0);
    for (const { intended_ns } of iterations) assert.ok(intended_ns < 1e9);
  }
  assert_same_data_where_both_are(runs[0].iterations, runs[1].iterations, 5);
});

test('ramping-vus: a user comes when the level reaches it, and begins nothing once it has fallen below', async (t) => {
  const options = 'executor = "ramping-vus", start_vus = 1, stages = { { "900ms", 4 }, { "500ms", 4 }, { "900ms", 1 } }';
  const runs = [await play(t, options), await play(t, options, { threads: 2 })];
  for (const { iterations } of runs) {
    const users = by_user(iterations);
    assert.deepStrictEqual(users.map(([vu]) => vu), [1, 2, 3, 4]);
    assert_closed_loop(users, (vu) => (vu - 1) * 300e6);  // three users in 900 ms
    for (const { vu, intended_ns } of iterations) assert.ok(intended_ns < (vu === 1 ? 2300e6 : 1400e6 + (5 - vu) * 300e6), `user ${vu}`);
  }
  assert_same_data_where_both_are(runs[0].iterations, runs[1].iterations, 4);
});

test('per-vu-iterations: so many of each user, one after the other', async (t) => {
  const options = 'executor = "per-vu-iterations", vus = 5, iterations = 12, max_duration = "10m"';
  const runs = [await play(t, options), await play(t, options, { threads: 2 })];
  for (const { iterations } of runs) {
    const users = by_user(iterations);
    assert.deepStrictEqual(users.map(([vu, mine]) => [vu, mine.length]), [1, 2, 3, 4, 5].map((vu) => [vu, 12]));
    assert_closed_loop(users, () => 0);
  }
  assert_same_data(runs[0].iterations, runs[1].iterations, of_user);
});

test('shared-iterations: so many in all, each once, played by whoever is free', async (t) => {
  const options = 'executor = "shared-iterations", vus = 5, iterations = 83, max_duration = "10m"';
  const runs = [await play(t, options), await play(t, options, { threads: 2 })];
  for (const { iterations } of runs) {
    assert.deepStrictEqual(iterations.map(({ iteration }) => iteration).sort(ascending), count_up(83));
    const users = by_user(iterations);
    assert.deepStrictEqual(users.map(([vu]) => vu), [1, 2, 3, 4, 5]);
    for (const [, mine] of users)
      for (const [i, { intended_ns }] of mine.slice(1).entries()) assert.ok(intended_ns >= mine[i].done_ns + mine[i].think * 1e6);
  }
  assert_same_data(runs[0].iterations, runs[1].iterations);
});
