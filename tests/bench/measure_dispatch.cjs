// Matching orders with couriers: bench_dispatch prints one JSON object a line, {what, figure, unit, goal, met}.
'use strict';

const { execFileSync } = require('node:child_process');

const { yardstick } = require('./processes.cjs');

module.exports = async function measure_dispatch() {
  const out = execFileSync('taskset', ['-c', '1', yardstick('dispatch')], { encoding: 'utf8' });
  const rows = out.trim().split('\n').map((line) => JSON.parse(line));
  return { rows, details: rows };
};
