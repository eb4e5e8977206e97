// How long Lua's collector holds a worker up. It works inside allocations, a step here and a step there, so nothing times it by itself; but
// whatever holds the loop, its steps among it, is in the loop lag, which is taken at heartbeats fifty times a second. So: the loop lag of
// 10,000 active users whose iterations make garbage, beside the same users without it.
'use strict';

const { judged } = require('./arithmetic.cjs');
const { require_two_cores, run_scenario, seconds } = require('./processes.cjs');
const { start_null_server, with_server } = require('./servers.cjs');

const users = 10_000;
const goal = '<= 5 ms';

async function lag_of(server, garbage, length) {
  const words = ['-e', `USERS=${users}`, '-e', `SECONDS=${length}`, '-e', `GARBAGE=${garbage ? 'yes' : 'no'}`];
  const { json } = await run_scenario('collector.lua', server.url, words);
  const { loop_lag_ns: lag, cpu_mean: cpu } = json.generator;
  if (typeof lag.p99 !== 'number') throw new Error('too few heartbeats for a p99 of the loop lag');
  return { lag, cpu, requests: json.totals.count, verdict: json.verdict };
}

const ms = (ns) => (typeof ns === 'number' ? `${(ns / 1e6).toFixed(1)} ms` : '-');

function row_of(what, { lag, cpu, requests }, length, wanted) {
  const note = `p50 ${ms(lag.p50)}, max ${ms(lag.max)}; ${Math.round(requests / (length - 5)).toLocaleString('en-US')} iterations/s, ` +
    `${Math.round(cpu * 100)} % of the core`;
  return judged({ what: `loop lag p99, 10,000 users: ${what}`, figure: lag.p99 / 1e6, unit: 'ms', note }, wanted);
}

module.exports = async function measure_collector() {
  require_two_cores();
  // A p99 wants a thousand heartbeats, which are twenty seconds, and the first five seconds do not count.
  const length = Math.max(30, 5 * seconds());
  return with_server(start_null_server, async (server) => {
    const without = await lag_of(server, false, length);
    const with_garbage = await lag_of(server, true, length);
    const rows = [row_of('iterations that make garbage', with_garbage, length, goal), row_of('the same without garbage', without, length)];
    return { rows, details: { length, without, with_garbage } };
  });
};
