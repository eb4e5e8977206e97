// The answer key of `generate` against the findings of `analyze`: every planted fault with its line, and no other, at a million records.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { rushhour, scratch } = require('./support.cjs');

// A member of a line of JSON may have another name in the warehouse.
const other_names = { order: 'order_id', restaurant: 'merchant_id', customer: 'customer_id', courier: 'courier_id' };
const name_of = (file, column) => (file === 'events.jsonl' && other_names[column]) || column || '';
const place = ({ file, line, kind, column }) => `${file}:${line} ${kind} ${name_of(file, column)}`;

function findings(shop) {
  const [, ...rows] = fs.readFileSync(path.join(shop, 'data/results/findings.csv'), 'utf8').trim().split('\n');
  return rows.map((row) => {
    const [, file, line, kind, column] = row.match(/^[^,]*,([^,]*),(\d+),([^,]*),("[^"]*"|[^,]*),/);
    return place({ file: path.basename(file), line, kind, column: column.replaceAll('"', '') });
  });
}

for (const seed of [1, 2, 3, 4, 5])
  test(`every planted fault is found with its line and none is invented, at a million records of seed ${seed}`, async (t) => {
    const folder = scratch(t);
    const data = path.join(folder, 'data'), shop = path.join(folder, 'shop');
    const made = await rushhour(t, ['generate', '--customers', '12000', '--orders', '60000', '--days', '150', '--seed', String(seed),
      '--dirt', '0.02', '--output-dir', data, '-q']);
    assert.strictEqual(made.code, 0, made.stderr);
    const analyzed = await rushhour(t, ['analyze', ...['customers.csv', 'merchants.csv', 'orders.xml', 'transactions.csv', 'events.jsonl']
      .flatMap((name) => [`--${name.split('.')[0]}`, path.join(data, name)]), '--out', shop, '--processed', 'none', '--json']);
    assert.strictEqual(analyzed.code, 0, analyzed.stderr);

    const planted = JSON.parse(fs.readFileSync(path.join(data, 'planted.json')));
    const rows = Object.values(planted.rows).reduce((sum, n) => sum + n, 0);
    assert.ok(rows > 950_000, `${rows} records`);
    assert.strictEqual(analyzed.json.records, rows, 'kept and rejected are all there were');
    const wanted = new Set(planted.faults.map(place)), found = new Set(findings(shop));
    assert.ok(wanted.size > 15_000);
    const missed = [...wanted].filter((one) => !found.has(one)), invented = [...found].filter((one) => !wanted.has(one));
    assert.deepStrictEqual({ missed: missed.slice(0, 20), invented: invented.slice(0, 20) }, { missed: [], invented: [] });
    assert.strictEqual(found.size, wanted.size);
  });
