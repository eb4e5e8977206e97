// What an analysis takes: transactions into bronze, silver and gold with the KPIs, at four sizes; orders from XML; the KPIs on ten million
// orders; a small shop in all. By the wall clock of the whole process, on both cores, within the memory that the verb has by itself.
'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');

const { median } = require('./arithmetic.cjs');
const { binary, in_scratch, rounds } = require('./processes.cjs');

const sizes = (process.env.BENCH_RECORDS ?? '100000,1000000,10000000,30000000').split(',').map(Number);
const orders_of_kpis = Number(process.env.BENCH_KPI_ORDERS ?? 10_000_000);

/** Runs the binary to its end: {seconds, stdout}. */
async function timed(...words) {
  const begun = performance.now();
  const child = spawn(binary, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '', stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => { stdout += text; });
  child.stderr.setEncoding('utf8').on('data', (text) => { stderr += text; });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`rushhour ${words[0]} ended with exit code ${code}: ${stderr.split('\n').at(-2)}`);
  return { seconds: (performance.now() - begun) / 1e3, stdout };
}

/** A fresh analysis of files: its own figures, and the seconds of the whole process. */
async function analyze(out, files) {
  fs.rmSync(out, { recursive: true, force: true });
  const words = Object.entries(files).flatMap(([dataset, file]) => [`--${dataset}`, file]);
  const { seconds, stdout } = await timed('analyze', ...words, '--out', out, '--processed', 'none', '--json');
  return { ...JSON.parse(stdout), process_seconds: seconds };
}

const generate = (folder, customers, orders, only, days = 150) => timed('generate', '--customers', String(customers), '--orders',
  String(orders), '--days', String(days), '--seed', '1', '--only', only, '--output-dir', folder, '-q');

/** Transactions at each size, each file made anew and gone before the next. */
async function transactions(folder) {
  const measured = [];
  for (const size of sizes) {
    const data = path.join(folder, `t${size}`), file = path.join(data, 'transactions.csv');
    await generate(data, Math.max(1000, Math.min(200_000, size / 50)), Math.round(size / 1.0116), 'transactions', 365);
    const rows = [];
    const times = size > 1e7 ? 1 : rounds();
    for (let round = 0; round < times; ++round) rows.push(await analyze(path.join(folder, 'out'), { transactions: file }));
    const seconds = median(rows.map((one) => one.process_seconds));
    measured.push({ size, records: rows[0].records, seconds, rate: rows[0].records / seconds, bytes: fs.statSync(file).size,
      peak_mb: Math.max(...rows.map((one) => one.peak_mb)), phases: rows.at(-1).phases });
    fs.rmSync(data, { recursive: true });
  }
  return measured;
}

/** Orders as XML, loaded; megabytes of the file per second of loading. */
async function xml(folder) {
  const data = path.join(folder, 'xml');
  await generate(data, 20_000, 400_000, 'orders');
  const file = path.join(data, 'orders.xml'), mb = fs.statSync(file).size / 1e6;
  const rows = [];
  for (let round = 0; round < rounds(); ++round) rows.push(await analyze(path.join(folder, 'out'), { orders: file }));
  fs.rmSync(data, { recursive: true });
  return { mb, rate: median(rows.map((one) => mb / one.phases.load)), peak_mb: Math.max(...rows.map((one) => one.peak_mb)) };
}

/** The KPIs of customers and ten million orders, which come as CSV made of as many transactions. */
async function kpis(folder) {
  const data = path.join(folder, 'kpi'), made = path.join(folder, 'made');
  await generate(data, 500_000, Math.round(orders_of_kpis / 1.0116), 'customers,transactions', 365);
  await analyze(made, { transactions: path.join(data, 'transactions.csv') });
  const orders = path.join(data, 'orders.csv');
  await timed('query', '--warehouse', made, '--allow-files', `copy (select transaction_id as order_id, customer_id, "at" as order_date_time,
    amount as total_amount, 'delivered' as status from silver.transactions where customer_id is not null) to '${orders}' (header)`);
  const done = await analyze(path.join(folder, 'out'), { customers: path.join(data, 'customers.csv'), orders });
  fs.rmSync(data, { recursive: true });
  return done;
}

async function small(folder) {
  const data = path.join(folder, 'small');
  await generate(data, 1000, 5000, 'customers,orders');
  const files = { customers: path.join(data, 'customers.csv'), orders: path.join(data, 'orders.xml') };
  const seconds = [];
  for (let round = 0; round < rounds(); ++round) seconds.push((await analyze(path.join(folder, 'out'), files)).process_seconds);
  return median(seconds);
}

module.exports = () => in_scratch(async (folder) => {
  const seconds_small = await small(folder);
  const measured = await transactions(folder);
  const from_xml = await xml(folder);
  const of_kpis = await kpis(folder);
  const rows = measured.map((one) => ({
    what: `analyze, ${one.size / 1e6} M transactions, CSV`, figure: one.rate, unit: 'records/s',
    goal: one.size === 1e7 ? '>= 1 M' : undefined,
    met: one.size === 1e7 ? one.rate >= 1e6 : undefined,
    note: `${one.seconds.toFixed(1)} s, ${(one.bytes / 1e6).toFixed(0)} MB, peak ${one.peak_mb} MB`, aside: one.size !== 1e7,
  }));
  const largest = measured.find((one) => one.size === 1e7) ?? measured.at(-1);
  rows.push(
    { what: 'peak memory of that', figure: largest.peak_mb, unit: 'MB', goal: '<= 512', met: largest.peak_mb <= 512, note: '256 aimed at' },
    { what: 'orders from XML', figure: from_xml.rate, unit: 'MB/s', goal: '>= 100', met: from_xml.rate >= 100,
      note: `${from_xml.mb.toFixed(0)} MB, peak ${from_xml.peak_mb} MB` },
    { what: `KPIs on ${orders_of_kpis / 1e6} M orders`, figure: of_kpis.phases.kpis, unit: 's', goal: '< 3',
      met: of_kpis.phases.kpis < 3,
      note: `${of_kpis.records} records in ${of_kpis.process_seconds.toFixed(1)} s in all` },
    { what: '1 K customers, 5 K orders, in all', figure: seconds_small, unit: 's', goal: '< 1', met: seconds_small < 1 },
  );
  return { rows, details: { measured, from_xml, of_kpis, seconds_small } };
});
