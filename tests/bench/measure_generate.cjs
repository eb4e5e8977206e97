// How fast `rushhour generate` writes a city on one core: rows of all files together, events among them, per second of the wall clock and
// of CPU time, into the folder for temporary files. With dirt, so that the answer key is in it.
'use strict';

const path = require('node:path');

const { median } = require('./arithmetic.cjs');
const { binary, in_scratch, rounds, run_timed } = require('./processes.cjs');

const goal = 1e6;
const city = ['--customers', '40000', '--orders', '200000', '--days', '150', '--dirt', '0.02'];

const write_city = (seed) => in_scratch(async (folder) => {
  const words = ['generate', ...city, '--seed', String(seed), '--output-dir', path.join(folder, 'city'), '--json'];
  const { code, stdout, stderr, cpu_s } = await run_timed(binary, words);
  if (code !== 0) throw new Error(`rushhour generate ended with exit code ${code}: ${stderr}`);
  return { ...JSON.parse(stdout), cpu_s };
});

module.exports = async function measure_generate() {
  const written = [];
  for (let round = 1; round <= rounds(); ++round) written.push(await write_city(round));
  const middle = (of) => median(written.map(of));
  const figure = middle((one) => one.rows_per_second);
  const megabytes_per_s = middle((one) => one.bytes / one.seconds) / 1e6;
  const note = `${(middle((one) => one.rows) / 1e6).toFixed(1)} M rows, ${megabytes_per_s.toFixed(0)} MB/s`;
  const rows = [
    { what: 'generate, all files, one core', figure, unit: 'rows/s', goal: '>= 1 M', met: figure >= goal, note },
    { what: 'generate, per CPU-second', figure: middle((one) => one.rows / one.cpu_s), unit: 'rows/s', aside: true },
  ];
  return { rows, details: written };
};
