// `rushhour analyze` as its page shows it: what stands where, what is printed, what a second time changes.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { rushhour, scratch, top } = require('./support.cjs');

const page = fs.readFileSync(path.join(top, 'docs/analytics.md'), 'utf8');

/** Commands of the first block of the page, each as its words. */
const commands = page.match(/^```\n([\s\S]*?)^```/m)[1].trim().split('\n')
  .map((line) => line.match(/"[^"]*"|\S+/g).slice(1).map((word) => word.replace(/^"|"$/g, '')));

/** A small shop's files in `folder`. */
const generate = (t, folder, customers, orders, days, seed, ...more) => passes(t, ['generate', '--customers', customers, '--orders', orders,
  '--days', days, '--seed', seed, '--output-dir', folder, '-q', ...more].map(String));

async function passes(t, args, options) {
  const answer = await rushhour(t, args, options);
  assert.strictEqual(answer.code, 0, answer.stderr);
  return answer;
}

const lines_of = (...file) => fs.readFileSync(path.join(...file), 'utf8').trim().split('\n');
const json_of = (...file) => JSON.parse(fs.readFileSync(path.join(...file), 'utf8'));
const text_of = (...file) => fs.readFileSync(path.join(...file), 'utf8');
const texts = (folder) => Object.fromEntries(fs.readdirSync(folder).map((name) => [name, text_of(folder, name)]));

async function one(t, shop, sql) {
  const answer = await passes(t, ['query', '--warehouse', shop, sql, '--format', 'json']);
  return Object.values(JSON.parse(answer.stdout)[0])[0];
}

test('the commands of the page make what the page says, and say what they did', async (t) => {
  const cwd = scratch(t);
  const [generated, analyze, query] = commands;
  await passes(t, generated, { cwd });
  const made = await passes(t, analyze, { cwd });
  const shop = path.join(cwd, 'shop');
  const planted = json_of(cwd, 'data/planted.json');

  assert.match(made.stdout, /^version v1-[0-9a-f]{8}: \d+ records, \d+ rejects, \d+ findings, \d+\.\d\d s, \d+ MB$/m);
  assert.strictEqual(Number(made.stdout.match(/(\d+) records/)[1]), planted.rows['customers.csv'] + planted.rows['orders.xml']);
  const repeat = json_of(shop, 'outputs/kpi_repeat_customers.json');
  const percent = Math.round((100 * repeat.total_repeat_customers) / repeat.total_customers);
  assert.ok(made.stdout.includes(`- Repeat Customers: ${repeat.total_repeat_customers}/${repeat.total_customers} (${percent}% retention)`));
  const months = json_of(shop, 'outputs/kpi_monthly_trends.json').total_months;
  const regions = json_of(shop, 'outputs/kpi_regional_revenue.json');
  assert.ok(made.stdout.includes(`- Monthly Trends: ${months} months analyzed`));
  assert.ok(made.stdout.includes(`- Regional Revenue: ${regions.total_regions} regions processed`));
  assert.ok(made.stdout.includes('- Top Customers: 10 customers ranked'));

  const all = json_of(shop, 'outputs/in_memory_kpi_results.json');
  for (const name of fs.readdirSync(path.join(shop, 'outputs')).filter((file) => file.startsWith('kpi_')))
    assert.deepStrictEqual(json_of(shop, 'outputs', name), all[name.slice(4, -5)], name);
  assert.match(lines_of(shop, 'data/processed/cleaned_customers.csv')[0], /^customer_id,customer_name,/);
  assert.match(lines_of(shop, 'data/results/findings.csv')[0], /^dataset,file,line,kind,column_name,reason,action$/);
  assert.ok(json_of(shop, 'data/processed/data_quality_report.json'));
  for (const name of ['customers.csv', 'orders.xml']) {
    const kept = fs.readdirSync(path.join(shop, 'data/raw')).find((file) => file.endsWith(name));
    assert.ok(fs.readFileSync(path.join(shop, 'data/raw', kept)).equals(fs.readFileSync(path.join(cwd, 'data', name))), name);
  }
  const asked = await passes(t, query, { cwd });
  assert.match(asked.stdout, /^Central\s+\d+$/m);
});

test('the same files again change nothing, a changed one makes a version, and an earlier one can be made again', async (t) => {
  const cwd = scratch(t);
  const shop = path.join(cwd, 'shop');
  await generate(t, path.join(cwd, 'a'), 50, 200, 60, 1);
  await generate(t, path.join(cwd, 'b'), 50, 200, 60, 2);
  const analyze = async (folder, ...more) => (await passes(t, ['analyze', '--customers', path.join(cwd, folder, 'customers.csv'),
    '--orders', path.join(cwd, folder, 'orders.xml'), '--out', shop, '--json', ...more])).json;

  const first = await analyze('a');
  const outputs = texts(path.join(shop, 'outputs'));
  const steps = await one(t, shop, 'select count(*) from ledger.lineage');
  const again = await analyze('a');
  assert.strictEqual(again.version, first.version);
  assert.deepStrictEqual(texts(path.join(shop, 'outputs')), outputs);
  assert.strictEqual(await one(t, shop, 'select count(*) from ledger.lineage'), steps, 'nothing was made anew');
  assert.strictEqual(await one(t, shop, 'select count(*) from bronze.files'), 2);

  const other = await analyze('b');
  assert.match(other.version, /^v2-/);
  assert.notDeepStrictEqual(texts(path.join(shop, 'outputs')), outputs);
  const both = await analyze('a', '--add');
  assert.match(both.version, /^v3-/);
  assert.strictEqual(await one(t, shop, 'select count(*) from bronze.current_files'), 4);

  const back = (await passes(t, ['analyze', '--at', first.version, '--out', shop, '--json'])).json;
  assert.strictEqual(back.version, first.version);
  assert.deepStrictEqual(texts(path.join(shop, 'outputs')), outputs);
  const none = await rushhour(t, ['analyze', '--at', 'v9-00000000', '--out', shop]);
  assert.strictEqual(none.code, 104);
  assert.match(none.stderr, /there is no version 'v9-00000000'.*; the last is v3-/);
});

test('settings come from the environment, then from .env, and one that is none is told', async (t) => {
  const cwd = scratch(t);
  await generate(t, path.join(cwd, 'a'), 20, 40, 30, 1);
  const args = ['analyze', '--customers', 'a/customers.csv', '--orders', 'a/orders.xml', '--out', 'shop'];
  const with_file = async (text, env = {}, more = []) => {
    fs.writeFileSync(path.join(cwd, '.env'), text);
    return rushhour(t, [...args, ...more], { cwd, env: { ...process.env, ...env } });
  };
  const named = await with_file('DB_DATABASE=lunch\nLOG_LEVEL=DEBUG\nDB_HOST=db.example.org\nDATA_BATCH_SIZE=7\n');
  assert.strictEqual(named.code, 0, named.stderr);
  assert.ok(fs.existsSync(path.join(cwd, 'shop/lunch.duckdb')));
  assert.match(named.stderr, /DB_HOST is set, but the warehouse is a file/);
  assert.match(fs.readFileSync(path.join(cwd, 'shop/logs/pipeline.log'), 'utf8'), / debug silver\/customers: /);
  for (const [text, env, message] of [
    ['LOG_LEVEL=LOUD\n', {}, /LOG_LEVEL is 'LOUD'/],
    ['DATA_BATCH_SIZE=0\n', {}, /DATA_BATCH_SIZE is '0'; it must be a whole number from 1 to 2048/],
    ['DATA_BATCH_SIZE=5\n', { RUSHHOUR_DATA_BATCH_SIZE: 'many' }, /DATA_BATCH_SIZE is 'many'/],
    ['MAX_RETRY_ATTEMPTS=-1\n', {}, /MAX_RETRY_ATTEMPTS/],
    ['what is this\n', {}, /\.env:1: a line is NAME=VALUE/],
  ]) {
    const refused = await with_file(text, env);
    assert.strictEqual(refused.code, 104, text);
    assert.match(refused.stderr, message);
  }
  fs.rmSync(path.join(cwd, '.env'));
  for (const [setting, message] of [
    ['dormant.day=3', /there is no setting 'dormant.day'; did you mean 'dormant.days'\?/],
    ['dormant.days', /it must be NAME=VALUE/],
    ['missing.customers.shoe_size=keep', /shoe_size/],
    ['missing.customers.customer_id=keep', /cannot be set/],
  ]) {
    const refused = await rushhour(t, [...args, '--set', setting], { cwd });
    assert.notStrictEqual(refused.code, 0, setting);
    assert.match(refused.stderr, message);
  }
  const example = fs.readFileSync(path.join(top, '.env.example'), 'utf8');
  for (const name of ['DB_HOST', 'DB_PORT', 'DB_USERNAME', 'DB_PASSWORD', 'DB_DATABASE', 'DATA_BATCH_SIZE', 'MAX_RETRY_ATTEMPTS',
    'LOG_LEVEL'])
    assert.match(example, new RegExp(`^${name}=`, 'm'));
  const copied = await with_file(example);
  assert.strictEqual(copied.code, 0, copied.stderr);
});

test('names, addresses and numbers of people are in no log, no finding and no message', async (t) => {
  const cwd = scratch(t);
  await generate(t, path.join(cwd, 'a'), 300, 600, 30, 5, '--dirt', 0.3);
  const shop = path.join(cwd, 'shop');
  const made = await passes(t, ['analyze', '--customers', path.join(cwd, 'a/customers.csv'), '--orders', path.join(cwd, 'a/orders.xml'),
    '--events', path.join(cwd, 'a/events.jsonl'), '--out', shop], { env: { ...process.env, LOG_LEVEL: 'DEBUG' } });
  await passes(t, ['query', '--warehouse', shop, "select 1 from dim_customer where customer_id = 'ada@example.org'"]);
  const told = [made.stdout, made.stderr, ...['logs/pipeline.log', 'logs/audit.log', 'data/results/findings.csv',
    'data/processed/data_quality_report.json'].map((file) => fs.readFileSync(path.join(shop, file), 'utf8'))].join('\n');
  assert.match(told, /"action":"ask","sql":"select \? from dim_customer where customer_id = \?"/);
  assert.ok(!told.includes('ada@example.org'));
  let looked_for = 0;
  for (const line of lines_of(cwd, 'a/customers.csv').slice(1)) {
    const [, name, mobile, email] = line.split(',');
    for (const value of [mobile, email, name?.length > 8 ? name : '']) {
      if (!value || value.length < 6) continue;
      ++looked_for;
      assert.ok(!told.includes(value), value);
    }
  }
  assert.ok(looked_for > 500);
});

test('who asks a warehouse can neither change it nor reach a file, and a folder without one is told', async (t) => {
  const cwd = scratch(t);
  await generate(t, path.join(cwd, 'a'), 20, 40, 30, 1);
  const shop = path.join(cwd, 'shop');
  await passes(t, ['analyze', '--customers', path.join(cwd, 'a/customers.csv'), '--orders', path.join(cwd, 'a/orders.xml'), '--out', shop,
    '-q']);
  for (const sql of ['drop table bronze.customers', 'delete from bronze.orders', `copy (select 1) to '${cwd}/out.csv'`,
    `select * from read_csv('${cwd}/a/customers.csv')`]) {
    const refused = await rushhour(t, ['query', '--warehouse', shop, sql]);
    assert.notStrictEqual(refused.code, 0, sql);
  }
  assert.ok(!fs.existsSync(path.join(cwd, 'out.csv')));
  const report = await passes(t, ['query', '--warehouse', shop, '--kpi', 'top_customers', '--format', 'json']);
  assert.deepStrictEqual(JSON.parse(report.stdout), json_of(shop, 'outputs/kpi_top_customers.json'));
  const nothing = await rushhour(t, ['query', '--warehouse', cwd, 'select 1']);
  assert.strictEqual(nothing.code, 104);
  assert.match(nothing.stderr, /there is no warehouse in it/);
  const beside = await rushhour(t, ['query', '--warehouse', shop, 'select 1', cwd]);
  assert.strictEqual(beside.code, 2);
});

test('a wrapped KPI, a lake by event date and cleaned records as Parquet come when they are asked for', async (t) => {
  const cwd = scratch(t);
  await generate(t, path.join(cwd, 'a'), 30, 90, 20, 4);
  const shop = path.join(cwd, 'shop');
  const files = ['customers.csv', 'merchants.csv', 'orders.xml', 'transactions.csv'];
  const made = (await passes(t, ['analyze', ...files.flatMap((name) => [`--${name.split('.')[0]}`, path.join(cwd, 'a', name)]), '--events',
    path.join(cwd, 'a/events.jsonl'), '--out', shop, '--wrap', '--lake', '--processed', 'parquet', '--json'])).json;
  const wrapped = json_of(shop, 'outputs/kpi_monthly_trends.json');
  assert.deepStrictEqual(Object.keys(wrapped), ['calculation_date', 'kpi_value', 'metadata']);
  assert.strictEqual(wrapped.metadata.version, made.version);
  assert.ok(wrapped.kpi_value.monthly_trends.length > 0);
  for (const file of made.written) assert.ok(fs.existsSync(file), file);
  const day = /^event_date=\d{4}-\d{2}-\d{2}$/;
  for (const fact of ['orders', 'transactions', 'deliveries', 'events']) {
    const days = fs.readdirSync(path.join(shop, 'data/lake', fact));
    assert.ok(days.length > 10 && days.every((name) => day.test(name)), fact);
  }
  const glob = path.join(shop, 'data/lake/orders/*/*.parquet').replaceAll("'", "''");
  const count = await passes(t, ['query', `select count(*) as n from read_parquet('${glob}')`, '--warehouse', shop, '--allow-files',
    '--format', 'json']);
  assert.strictEqual(JSON.parse(count.stdout)[0].n, await one(t, shop, 'select count(*) from fact_orders'));
  assert.ok(fs.existsSync(path.join(shop, 'data/processed/cleaned_orders.parquet')));
});
