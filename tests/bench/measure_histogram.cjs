// The histogram's own figures: bench_histogram prints one JSON object a line, {what, figure, unit, goal?, at_most?}.
'use strict';

const { execFileSync } = require('node:child_process');

const { yardstick } = require('./processes.cjs');

module.exports = async function measure_histogram() {
  const out = execFileSync('taskset', ['-c', '1', yardstick('histogram')], { encoding: 'utf8' });
  const rows = out.trim().split('\n').map((line) => JSON.parse(line));
  return { rows: rows.map((row) => (row.goal ? row : { ...row, aside: true })), details: rows };
};
