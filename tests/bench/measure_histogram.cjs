// The histogram's own figures: bench_histogram prints one JSON object a line, {what, figure, unit, goal?, at_most?}.
'use strict';

const { execFileSync } = require('node:child_process');
const path = require('node:path');

const { binary } = require('./processes.cjs');

module.exports = async function measure_histogram() {
  const out = execFileSync('taskset', ['-c', '1', path.join(path.dirname(binary), 'bench_histogram')], { encoding: 'utf8' });
  const rows = out.trim().split('\n').map((line) => JSON.parse(line));
  return { rows, details: rows };
};
