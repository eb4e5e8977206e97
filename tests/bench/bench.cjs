// Measures, prints one table and writes build/bench.json. A row of the table is {what, figure, unit, goal, met, note}; `met` is absent
// where the figure has no goal. Exit code 0 when everything could be measured, whether the goals were met or not.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const measures = {
  histogram: require('./measure_histogram.cjs'),
  startup: require('./measure_startup.cjs'),
  get: require('./measure_get.cjs'),
  stall: require('./measure_stall.cjs'),
};

function environment() {
  const git = (...args) => execFileSync('git', args, { cwd: __dirname, encoding: 'utf8' }).trim();
  return {
    date: new Date().toISOString(),
    revision: git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '-uno') === '' ? '' : ', changed'),
    cpu: os.cpus()[0].model,
    cpus: os.cpus().length,
    kernel: os.release(),
    load_before: os.loadavg()[0],
  };
}

const number = (x) => (Math.abs(x) >= 1000 ? Math.round(x).toLocaleString('en-US') : Number(x.toPrecision(3)).toString());

function print_table(rows) {
  const cells = rows.map(({ what, figure, unit, goal, met, note }) => [
    what, `${number(figure)} ${unit}`.trim(), goal ?? '', met === undefined ? '' : met ? 'met' : 'MISSED', note ?? '',
  ]);
  const table = [['what', 'figure', 'goal', '', ''], ...cells];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
}

async function main(names) {
  const unknown = names.find((name) => !(name in measures));
  if (unknown) throw new Error(`there is no measure '${unknown}'; there are ${Object.keys(measures).join(', ')}`);
  const result = { environment: environment(), rows: [], details: {} };
  for (const name of names) {
    process.stderr.write(`bench: ${name}\n`);
    const { rows, details } = await measures[name]();
    result.rows.push(...rows);
    result.details[name] = details;
  }
  const file = path.resolve(__dirname, '../../build/bench.json');
  fs.writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  print_table(result.rows);
  console.log(`\nwritten to ${path.relative(process.cwd(), file)}`);
}

main(process.argv.length > 2 ? process.argv.slice(2) : Object.keys(measures)).catch((error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
