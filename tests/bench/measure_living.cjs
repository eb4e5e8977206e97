// A day of a city that plays itself: bench_living_city prints one JSON object a line, {what, figure, unit, goal?, met?}.
'use strict';

const { execFileSync } = require('node:child_process');

const { yardstick } = require('./processes.cjs');

module.exports = async function measure_living() {
  const out = execFileSync('taskset', ['-c', '1', yardstick('living_city')], { encoding: 'utf8' });
  const rows = out.trim().split('\n').map((line) => JSON.parse(line));
  return { rows: rows.map((row) => (row.goal ? row : { ...row, aside: true })), details: rows };
};
