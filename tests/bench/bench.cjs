// Measures, prints one table and writes build/bench.json, from which readme_table.cjs makes the table of the documentation. Exit code 0
// when everything could be measured, whether the goals were met or not; a peer that is not installed is a row that says so, no failure.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { text_table } = require('./arithmetic.cjs');
const { rounds, seconds } = require('./processes.cjs');

const measures = {
  histogram: require('./measure_histogram.cjs'),
  dispatch: require('./measure_dispatch.cjs'),
  living: require('./measure_living.cjs'),
  generate: require('./measure_generate.cjs'),
  analytics: require('./measure_analytics.cjs'),
  startup: require('./measure_startup.cjs'),
  report: require('./measure_report.cjs'),
  live: require('./measure_live.cjs'),
  live_page: require('./measure_live_page.cjs'),
  get: require('./measure_get.cjs'),
  post: require('./measure_post.cjs'),
  script: require('./measure_script.cjs'),
  tls: require('./measure_tls.cjs'),
  resumption: require('./measure_resumption.cjs'),
  memory: require('./measure_memory.cjs'),
  sleepers: require('./measure_sleepers.cjs'),
  collector: require('./measure_collector.cjs'),
  feeder: require('./measure_feeder.cjs'),
  lag: require('./measure_lag.cjs'),
  stall: require('./measure_stall.cjs'),
  target: require('./measure_target.cjs'),
  orders: require('./measure_orders.cjs'),
  siege: require('./measure_siege.cjs'),
};

function environment(names) {
  const git = (...args) => execFileSync('git', args, { cwd: __dirname, encoding: 'utf8' }).trim();
  return {
    date: new Date().toISOString(),
    command: names.length === Object.keys(measures).length ? 'make bench' : `tests/bench/run_bench.sh ${names.join(' ')}`,
    rounds: rounds(),
    seconds: seconds(),
    revision: git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '-uno') === '' ? '' : ', changed'),
    cpu: os.cpus()[0].model,
    cpus: os.cpus().length,
    kernel: os.release(),
    memory_bytes: os.totalmem(),
    load_before: os.loadavg()[0],
  };
}

/** What a measure gives, or the row that says why there is nothing. */
async function measure(name) {
  process.stderr.write(`bench: ${name}\n`);
  const begin = performance.now();
  const measured = await measures[name]().catch((error) => ({
    rows: [{ what: name, unit: '', note: `could not be measured: ${error.message.split('\n')[0]}` }], details: { failed: error.message },
  }));
  return { ...measured, seconds: (performance.now() - begin) / 1e3 };
}

async function main(names) {
  const unknown = names.find((name) => !(name in measures));
  if (unknown) throw new Error(`there is no measure '${unknown}'; there are ${Object.keys(measures).join(', ')}`);
  if (os.loadavg()[0] > 0.5) console.error(`bench: the machine is busy (load ${os.loadavg()[0].toFixed(1)}); mind the row 'noise'`);
  const result = { environment: environment(names), rows: [], details: {}, took_seconds: {} };
  for (const name of names) {
    const { rows, details, seconds: took } = await measure(name);
    result.rows.push(...rows);
    result.details[name] = details;
    result.took_seconds[name] = took;
  }
  const file = path.resolve(__dirname, '../../build/bench.json');
  fs.writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  console.log(text_table(result.rows));
  console.log(`\nwritten to ${path.relative(process.cwd(), file)}`);
  for (const [name, { failed }] of Object.entries(result.details)) {
    if (failed === undefined) continue;
    console.error(`bench: ${name}: ${failed}`);
    process.exitCode = 1;
  }
}

main(process.argv.length > 2 ? process.argv.slice(2) : Object.keys(measures)).catch((error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
