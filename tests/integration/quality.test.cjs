// Quality as `rushhour analyze` shows it: what stops an analysis, what only warns, and what the report says about the version before.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { rushhour, scratch } = require('./support.cjs');

const heads = {
  customers: 'customer_id,customer_name,mobile_number,email,birth_date,signup_date,region,city,zone',
  transactions: 'transaction_id,timestamp,customer_id,merchant_id,category,zone,amount,status',
};
const people = ['1,Ann Lee,+4915112345678,ann@example.com,1990-05-17,2024-01-01,North,Ulm,z1',
  '2,Bob Ray,+4915187654321,bob@example.com,1980-05-17,2024-01-01,South,Bonn,z2'];
const sales = (count, amount, category = 'pizza') => Array.from({ length: count }, (_, i) =>
  `t${i},2025-03-${String(1 + (i % 28)).padStart(2, '0')}T12:00:00Z,${1 + (i % 2)},M1,${category},z1,${amount(i)},captured`);

/** A shop with the files that an analysis of it is given. */
class Shop {
  constructor(t) {
    this.t = t;
    this.folder = scratch(t);
    this.out = path.join(this.folder, 'shop');
  }

  async analyze(files, ...more) {
    const args = ['analyze', '--out', this.out];
    for (const [dataset, rows] of Object.entries(files)) {
      const file = path.join(this.folder, `${dataset}.csv`);
      fs.writeFileSync(file, [heads[dataset], ...rows, ''].join('\n'));
      args.push(`--${dataset}`, file);
    }
    return rushhour(this.t, [...args, ...more]);
  }

  read(file) {
    return fs.readFileSync(path.join(this.out, file), 'utf8');
  }

  report() {
    return JSON.parse(this.read('data/processed/data_quality_report.json'));
  }

  assertion(name) {
    return this.report().assertions.find((asserted) => asserted.name === name);
  }

  column(dataset, name) {
    return this.report().datasets[dataset].columns.find((column) => column.column === name);
  }
}

test('a hard assertion that fails stops the analysis, says where, shows nobody, and leaves everything as it was', async (t) => {
  const shop = new Shop(t);
  const first = await shop.analyze({ customers: people, transactions: sales(10, () => '5.00') });
  assert.strictEqual(first.code, 0, first.stderr);
  assert.strictEqual(shop.report().passed, true);
  const before = shop.read('outputs/kpi_sales_by_category.json');

  const second = await shop.analyze({
    customers: [...people, '3,Cy Foxglove,+4915112345679,cy@example.com,1850-06-07,2024-01-01,North,Ulm,z1'],
    transactions: sales(20, () => '7.00'),
  });
  assert.strictEqual(second.code, 99, second.stderr);
  assert.match(second.stderr, /the data is not sound/);
  assert.match(second.stderr, /Every date and time lies between the years 1900 and 2100.*customers\.csv:4: birth_date: 1850-\*\*-\*\*/);
  const told = second.stderr + shop.read('data/processed/data_quality_report.json') + shop.read('logs/pipeline.log');
  assert.doesNotMatch(told, /Foxglove|cy@|345679/);
  assert.strictEqual(shop.report().passed, false);
  assert.deepStrictEqual(shop.assertion('dates_in_range').examples.map((example) => example.line), [4]);
  assert.strictEqual(shop.read('outputs/kpi_sales_by_category.json'), before);
  const sum = 'select sum(amount) as money from fact_transactions';
  const asked = await rushhour(t, ['query', '--warehouse', shop.out, sum, '--format', 'json']);
  assert.deepStrictEqual(JSON.parse(asked.stdout), [{ money: 50 }]);
});

test('a soft assertion that fails is a warning, and its limit is a setting', async (t) => {
  const shop = new Shop(t);
  const files = { customers: [...people, '3,,+4915112345679,cy@example.com,1990-06-07,2024-01-01,North,Ulm,z1'] };
  const warned = await shop.analyze(files);
  assert.strictEqual(warned.code, 0, warned.stderr);
  assert.match(warned.stderr, /Every column has a value in most records/);
  assert.deepStrictEqual(shop.assertion('complete_enough').examples.map((example) => [example.column, example.example]),
    [['customer_name', '2 of 3 records have a value']]);
  assert.strictEqual(shop.report().passed, true);

  const allowed = await shop.analyze(files, '--set', 'quality.min_completeness=0.5');
  assert.strictEqual(allowed.code, 0, allowed.stderr);
  assert.doesNotMatch(allowed.stderr, /Every column has a value/);
  assert.strictEqual(shop.assertion('complete_enough').passed, true);
});

test('each version is held against the one before', async (t) => {
  const shop = new Shop(t);
  const steady = (i) => `${10 + (i % 40)}.00`;
  await shop.analyze({ customers: people, transactions: sales(200, steady) });
  assert.strictEqual(shop.column('transactions', 'amount').drift, null);
  assert.strictEqual(shop.assertion('steady_columns').passed, true);

  await shop.analyze({ customers: people, transactions: sales(240, steady) });
  const { psi, against_version: against } = shop.column('transactions', 'amount').drift;
  assert.strictEqual(against, 1);
  assert.ok(psi >= 0 && psi < 0.1, `${psi}`);
  assert.strictEqual(shop.assertion('steady_columns').passed, true);

  const moved = await shop.analyze({ customers: people, transactions: sales(240, (i) => `${100 + i}.00`, 'sushi') });
  assert.strictEqual(moved.code, 0, moved.stderr);
  assert.match(moved.stderr, /No column has changed much since the version before/);
  assert.strictEqual(shop.column('transactions', 'amount').drift.against_version, 2);
  assert.ok(shop.column('transactions', 'amount').drift.psi > 0.25);
  assert.deepStrictEqual(shop.assertion('steady_columns').examples.map((example) => example.column), ['amount', 'category']);
  assert.strictEqual(shop.column('customers', 'region').drift.psi, 0);
});
