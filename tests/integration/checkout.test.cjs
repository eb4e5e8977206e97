// A checkout of six steps against the target: what each step is told of both latencies, of groups, tags and metrics; and which step carries
// the wait when the target stands still.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const test = require('node:test');

const { binary, rushhour, scratch, sql, start, start_target, ticks_of, top, until } = require('./support.cjs');

const scenario = path.join(top, 'scenarios/checkout.lua');
const steps = ['login', 'browse', 'restaurant', 'read menu', 'place order', 'follow order'];
const shopping = ['browse', 'read menu', 'restaurant'];
const checkout = ['follow order', 'place order'];
const words = (env) => Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
const by_name = (all) => Object.fromEntries(all.map((step) => [step.step, step]));
const names = (all) => all.map(({ step }) => step).sort();

test('every step of a checkout has both latencies; groups, tags and metrics have theirs', async (t) => {
  const { url, data } = await start_target(t);
  const flags = ['--target', url, '--out', scratch(t), '--seed', '3', '--json'];
  const { code, json, stderr } = await rushhour(t, ['run', scenario, ...flags, ...words({ RATE: 25, SECONDS: 4, THINK: 0.05 })]);
  assert.ok([0, 98, 99].includes(code), stderr);  // a busy machine may be too slow for a threshold
  assert.strictEqual(json.generator.script_errors, 0, stderr);
  assert.strictEqual(json.totals.errors, 0, JSON.stringify(json.errors));
  const { done } = json.load;
  assert.ok(done > 50, `${done} iterations`);

  const of = by_name(json.steps);
  assert.deepStrictEqual(names(json.steps), [...steps].sort());
  for (const step of steps) {
    assert.strictEqual(of[step].count, done, step);
    const { response_time_ns: response, service_time_ns: service } = of[step];
    for (const { mean, max } of [response, service]) assert.ok(mean > 0 && max >= mean, step);
    assert.ok(response.mean >= service.mean * 0.99, step);
  }
  for (const { check, passes, fails } of json.checks) assert.deepStrictEqual([passes, fails], [done, 0], check);
  assert.strictEqual(json.checks.length, 4);

  const groups = Object.fromEntries(json.groups.map((group) => [group.group, group]));
  assert.deepStrictEqual([names(groups.shopping.steps), names(groups.checkout.steps)], [shopping, checkout]);
  for (const group of Object.values(groups)) assert.strictEqual(group.duration_ns.count, done);
  // Whoever shops thinks twice, so its group lasts longer than its requests.
  const asked = [...shopping].reduce((sum, step) => sum + of[step].response_time_ns.mean, 0);
  assert.ok(groups.shopping.duration_ns.mean > asked);

  const zones = json.tagged.filter(({ tag, value }) => tag === 'zone' && value !== '');
  assert.strictEqual(zones.reduce((sum, { count }) => sum + count, 0), 5 * done);  // all but the login, which comes before the tag

  const metrics = Object.fromEntries(json.metrics.map((metric) => [metric.metric, metric]));
  const stored = sql(path.join(data, 'orders.db'), 'select customer, order_lines, personal from orders');
  assert.strictEqual(stored.length, done);
  assert.ok(stored.every(({ customer, personal }) => /^[a-z]+\.[a-z]+$/.test(customer) && personal === 1));
  assert.strictEqual(metrics.orders.sum, done);
  assert.strictEqual(metrics.full_baskets.hits, stored.filter(({ order_lines }) => JSON.parse(order_lines).length >= 3).length);
  const [full, value, time] = [metrics.full_baskets, metrics.basket_value.values, metrics.time_to_order.time_ns];
  assert.deepStrictEqual([full.count, value.count, time.count], [done, done, done]);
  assert.ok(metrics.time_to_order.time_ns.mean > groups.shopping.duration_ns.mean + groups.checkout.duration_ns.mean);
});

test('the same seed sends the same customers for the same dishes', async (t) => {
  const ordered = async (threads) => {
    const { url, data, running } = await start_target(t);
    const flags = ['--target', url, '--out', scratch(t), '--seed', '4', '--threads', threads, '--json'];
    const { json, stderr } = await rushhour(t, ['run', scenario, ...flags, ...words({ RATE: 20, SECONDS: 2, THINK: 0.01 })]);
    assert.ok(json, stderr);
    assert.strictEqual(json.totals.errors, 0);
    await running.stop();
    return sql(path.join(data, 'orders.db'), 'select idempotency_key, customer, body from orders order by idempotency_key');
  };
  const first = await ordered('1');
  assert.ok(first.length > 15, `${first.length} orders`);
  assert.deepStrictEqual(await ordered('2'), first);
});

/** Stops the target for a second, three times, and lets it go on for as long in between. */
async function stall(running) {
  for (let i = 0; i < 3; i += 1) {
    running.kill('SIGSTOP');
    await pause(1000);
    running.kill('SIGCONT');
    await pause(1000);
  }
}

test('while the target stalls, the first step carries the wait and the later ones only their own', async (t) => {
  const { url, running: target } = await start_target(t);
  t.after(() => target.kill('SIGCONT'));
  const out = scratch(t);
  // Four users: the stall catches each in the middle of a step, and whoever arrives meanwhile waits for one of them.
  const env = { RATE: 40, SECONDS: 8, THINK: 0.002, USERS: 4 };
  const running = start(t, binary, ['run', scenario, '--target', url, '--out', out, '--json', ...words(env)]);
  await until(() => ticks_of(out).length > 0, 'a first tick');
  await stall(target);
  const { code } = await running.exited;
  assert.ok([0, 98, 99].includes(code), running.stderr);
  const json = JSON.parse(running.stdout);
  assert.strictEqual(json.totals.errors, 0, JSON.stringify(json.errors));

  const of = by_name(json.steps);
  const wait_s = ({ response_time_ns, service_time_ns }) => (response_time_ns.mean - service_time_ns.mean) / 1e9;
  // Three seconds of eight stand still, and who arrives in them waits half a second on average; a slow machine only adds to it.
  const { login } = of;
  assert.ok(login.count > 200);
  assert.ok(wait_s(login) > 0.1, `the login's response time is ${wait_s(login)} s above its service time`);
  assert.ok(login.response_time_ns.p90 > 400e6, `p90 of the login's response time: ${login.response_time_ns.p90} ns`);
  assert.ok(login.service_time_ns.p50 < login.response_time_ns.p90 / 2);
  for (const step of steps.slice(1)) {
    const [mine, first] = [wait_s(of[step]), wait_s(login)];
    assert.ok(mine < first / 10, `${step} waited ${mine} s beyond its service time, the login ${first} s`);
    // Whom the stall caught in this step waited for the answer, which both latencies say alike.
    const { response_time_ns: response, service_time_ns: service } = of[step];
    assert.ok(response.max < service.max + login.response_time_ns.max / 10, `${step}: ${response.max} and ${service.max} ns`);
  }
  assert.ok(steps.some((step) => of[step].service_time_ns.max > 500e6), 'the stall caught nobody in the middle of a step');
  assert.ok(json.generator.waited_for_user > 20, `${json.generator.waited_for_user} arrivals waited for a user`);
});
