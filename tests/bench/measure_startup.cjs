// How long a person waits for `rushhour --help`: the median of twenty calls, the shell's own share inside.
'use strict';

const { spawnSync } = require('node:child_process');

const { median } = require('./arithmetic.cjs');
const { binary } = require('./processes.cjs');

module.exports = async function measure_startup() {
  const times = Array.from({ length: 20 }, () => {
    const begin = performance.now();
    const { status } = spawnSync(binary, ['--help'], { stdio: 'ignore' });
    if (status !== 0) throw new Error(`rushhour --help ended with exit code ${status}`);
    return performance.now() - begin;
  });
  const figure = median(times);
  return { rows: [{ what: 'rushhour --help', figure, unit: 'ms', goal: '< 50 ms', met: figure < 50 }], details: times };
};
