// A day of a city that plays itself: bench_living_city prints one JSON object a line, {what, figure, unit, goal?, met?}. A day of a million
// orders, which is what it plays by itself, takes a quarter of an hour; RUSHHOUR_BENCH_ORDERS says how many it is to be.
'use strict';

const { execFileSync } = require('node:child_process');

const { yardstick } = require('./processes.cjs');

const env = { ...process.env, RUSHHOUR_BENCH_ORDERS: process.env.RUSHHOUR_BENCH_ORDERS ?? '20000' };

module.exports = async function measure_living() {
  const out = execFileSync('taskset', ['-c', '1', yardstick('living_city')], { encoding: 'utf8', env });
  const rows = out.trim().split('\n').map((line) => JSON.parse(line));
  return { rows: rows.map((row) => (row.goal ? row : { ...row, aside: true })), details: rows };
};
