// What `rushhour target` takes in orders, each of them durable before it is answered: as many as 256 connections can place, how soon each
// is answered at half of that, and how soon a target with a large city is ready. The generator has a core of its own and the target both,
// since its threads and the generator's core are all that two cores have to give.
'use strict';

const path = require('node:path');

const { median } = require('./arithmetic.cjs');
const { wrk_script } = require('./generators.cjs');
const { generator_core, given, in_scratch, require_two_cores, rounds, run_scenario, seconds, server_core } = require('./processes.cjs');
const { start_target } = require('./servers.cjs');

const both_cores = `${server_core},${generator_core}`;
const restaurants = 10_000;

/** Orders a second, one figure a round; each on a new store. */
async function rates() {
  const found = [];
  for (let round = 0; round < rounds(); round += 1) {
    await in_scratch(async (folder) => {
      const target = await start_target(folder, ['--overload', 'none'], both_cores);
      try {
        const load = { url: target.url, path: '/api/orders', connections: 256, seconds: seconds() };
        const { requests } = await wrk_script('wrk', 'order_wrk.lua').run(load);
        found.push(requests / load.seconds);
      } finally {
        await target.stop();
      }
    });
  }
  return found;
}

/** The p99 of the response time at a rate, in ms, one figure a round. */
async function latencies(rate) {
  const found = [];
  for (let round = 0; round < rounds(); round += 1) {
    await in_scratch(async (folder) => {
      const target = await start_target(folder, ['--overload', 'none'], both_cores);
      try {
        const { json } = await run_scenario('orders.lua', target.url, given({ RATE: Math.round(rate), SECONDS: 1 + seconds() }));
        found.push(json.totals.response_time_ns.p99 / 1e6);
      } finally {
        await target.stop();
      }
    });
  }
  return found;
}

/** From the start until it listens, in ms. */
async function starts() {
  const found = [];
  for (let round = 0; round < rounds(); round += 1) {
    await in_scratch(async (folder) => {
      const begin = performance.now();
      const target = await start_target(path.join(folder, 'city'), ['--restaurants', String(restaurants)], both_cores);
      found.push(performance.now() - begin);
      await target.stop();
    });
  }
  return found;
}

module.exports = async function measure_orders() {
  require_two_cores();
  const placed = await rates();
  const rate = median(placed);
  const p99 = await latencies(rate / 2);
  const ready = await starts();
  const range = (all) => `${Math.min(...all).toFixed(1)} to ${Math.max(...all).toFixed(1)}`;
  return {
    rows: [
      { what: 'orders placed, durable, 256 connections', figure: rate, unit: '/s', goal: '>= 15,000/s', met: rate >= 15_000,
        note: range(placed) },
      { what: `place order at ${Math.round(rate / 2)}/s, half of that: response time p99`, figure: median(p99), unit: 'ms', goal: '< 20 ms',
        met: median(p99) < 20, note: range(p99) },
      { what: `target with ${restaurants} restaurants: until it listens`, figure: median(ready), unit: 'ms', goal: '< 2 s',
        met: median(ready) < 2000, note: range(ready) },
    ],
    details: { placed, p99, ready },
  };
};
