// A run of lunch_rush.lua and the event log that its target wrote in the same minutes, loaded together and asked in one query.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { rushhour, run_directory, scratch, start_target, top } = require('./support.cjs');

const sentence = `
  with business as (
    select date_trunc('minute', placed_at) as minute, count(*) as orders, sum(case when revenue_counts then total else 0 end) as revenue,
      count(*) filter (where status = 'cancelled') as cancelled
    from fact_orders group by 1
  ),
  speed as (
    select date_trunc('minute', wall_time) as minute, hdr_merge(response_time) as response_time
    from latency where step = 'place order' group by 1
  )
  select minute, orders, revenue, cancelled, hdr_count(response_time) as placed, hdr_quantile(response_time, 0.99) / 1e6 as p99_ms
  from business full join speed using (minute) order by minute`;

test('p99 of placing an order, orders, revenue and cancellations of each minute come from one query', async (t) => {
  const folder = scratch(t), out = path.join(folder, 'runs');
  const target = await start_target(t, { args: ['--autopilot'] });
  const played = await rushhour(t, ['run', path.join(top, 'scenarios/lunch_rush.lua'), '--target', target.url, '-e', 'RATE=20', '-e',
    'SCALE=0.2', '-e', 'LOOKS=4', '-e', 'POLL=0.2', '-e', 'PATIENCE=99', '--out', out, '--seed', '3', '-q']);
  assert.ok([0, 98, 99].includes(played.code), played.stderr);
  target.running.kill('SIGTERM');
  await target.running.exited;
  const run = run_directory(out);
  const meta = JSON.parse(fs.readFileSync(path.join(run, 'run.json'), 'utf8'));
  const step = meta.steps.find((one) => one.step === 'place order');

  const check = (rows) => {
    const sum = (name) => rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);
    assert.strictEqual(sum('placed'), step.count);
    assert.ok(sum('orders') > 0 && sum('orders') <= step.count + 1);
    assert.ok(sum('revenue') > 0);
    const shared = rows.filter((row) => row.orders !== null && row.placed !== null);
    assert.ok(shared.length > 0 && shared.every((row) => row.p99_ms > 0), 'minutes that have both');
  };
  const ask = async (...args) => {
    const answer = await rushhour(t, ['query', ...args, '--format', 'json']);
    assert.strictEqual(answer.code, 0, answer.stderr);
    return JSON.parse(answer.stdout);
  };
  await t.test('in memory', async () => check(await ask(sentence, run, '--events', target.data)));

  await t.test('and in a warehouse, where the KPI says the same', async () => {
    const shop = path.join(folder, 'shop');
    const made = await rushhour(t, ['analyze', '--run', run, '--events', target.data, '--store', target.data, '--out', shop, '-q']);
    assert.strictEqual(made.code, 0, made.stderr);
    const rows = await ask(sentence, '--warehouse', shop);
    check(rows);
    const beside = await ask('--kpi', 'orders_beside_latency', '--warehouse', shop);
    const orders = (list) => list.reduce((total, row) => total + row.orders, 0);
    assert.strictEqual(orders(beside), orders(rows.filter((row) => row.orders !== null)), 'an order in log and store counts once');
    const lives = await ask('select count(*) as n from silver.order_lives', '--warehouse', shop);
    assert.strictEqual(lives[0].n, orders(beside));
  });
});
