// How fast `rushhour generate` writes a city: rows of all files together, events among them, per second of the wall clock, to the disk of
// the temporary folder. Dirt as in the documents, so that the answer key is in it.
'use strict';

const { execFileSync } = require('node:child_process');
const path = require('node:path');

const { median } = require('./arithmetic.cjs');
const { binary, in_scratch, rounds } = require('./processes.cjs');

const goal = 1e6;
const city = ['--customers', '40000', '--orders', '200000', '--days', '150', '--dirt', '0.02'];

const write_city = (seed) => in_scratch(async (folder) => {
  const words = ['generate', ...city, '--seed', String(seed), '--output-dir', path.join(folder, 'city'), '--json'];
  return JSON.parse(execFileSync(binary, words, { encoding: 'utf8' }));
});

module.exports = async function measure_generate() {
  const written = [];
  for (let round = 1; round <= rounds(); ++round) written.push(await write_city(round));
  const figure = median(written.map((one) => one.rows_per_second));
  const bytes = median(written.map((one) => one.bytes / one.seconds));
  const note = `${(median(written.map((one) => one.rows)) / 1e6).toFixed(1)} M rows, ${(bytes / 1e6).toFixed(0)} MB/s`;
  return { rows: [{ what: 'generate, all files', figure, unit: 'rows/s', goal: '>= 1 M', met: figure >= goal, note }], details: written };
};
