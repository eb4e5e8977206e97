// The same records in another order, in several files, with other delimiters or in another format must give the same KPIs.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const zlib = require('node:zlib');

const { rushhour, scratch } = require('./support.cjs');

async function passes(t, args) {
  const answer = await rushhour(t, args);
  assert.strictEqual(answer.code, 0, answer.stderr);
  return answer;
}

/** The KPIs of files, as text. */
async function kpis(t, files) {
  const out = path.join(scratch(t), 'out');
  const words = Object.entries(files).flatMap(([dataset, named]) => [named].flat().flatMap((file) => [`--${dataset}`, file]));
  await passes(t, ['analyze', ...words, '--out', out, '--processed', 'none', '-q']);
  return fs.readFileSync(path.join(out, 'outputs/in_memory_kpi_results.json'), 'utf8');
}

/** Lines in an order that the seed gives. */
function shuffled(lines, seed = 12345) {
  const mixed = [...lines];
  for (let i = mixed.length - 1; i > 0; --i) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    const j = seed % (i + 1);
    [mixed[i], mixed[j]] = [mixed[j], mixed[i]];
  }
  return mixed;
}

/** The orders of an XML file as rows of fields, items as JSON text. */
function orders_of(xml) {
  const field = (text, name) => text.match(new RegExp(`<${name}>([^<]*)</${name}>`))?.[1] ?? '';
  return [...xml.matchAll(/<order>([\s\S]*?)<\/order>/g)].map(([, text]) => {
    const item_of = (item) => `{"sku":"${field(item, 'sku')}","category":"${field(item, 'category')}",`
      + `"quantity":${field(item, 'quantity')},"price":${field(item, 'price')}}`;
    const items = [...text.matchAll(/<item>([\s\S]*?)<\/item>/g)].map(([, item]) => item_of(item));
    return [field(text, 'order_id'), field(text, 'customer_id'), field(text, 'mobile_number'), field(text, 'order_date_time'),
      `[${items.join(',')}]`, field(text, 'total_amount'), field(text, 'status')];
  });
}

const columns = ['order_id', 'customer_id', 'mobile_number', 'order_date_time', 'items', 'total_amount', 'status'];
const quoted = (text, delimiter) => (text.includes('"') || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text);
const csv_of = (rows, delimiter = ',') => [columns, ...rows]
  .map((row) => row.map((text) => quoted(text, delimiter)).join(delimiter)).join('\n');

test('KPIs do not depend on order, split, delimiter, packing or format of the files', async (t) => {
  const folder = scratch(t);
  const data = path.join(folder, 'data');
  await passes(t, ['generate', '--customers', '200', '--orders', '900', '--days', '120', '--seed', '11', '--output-dir', data, '-q']);
  const at = (name) => path.join(data, name);
  const write = (name, content) => { fs.writeFileSync(path.join(folder, name), content); return path.join(folder, name); };
  const files = { customers: at('customers.csv'), merchants: at('merchants.csv'), orders: at('orders.xml'),
    transactions: at('transactions.csv') };
  const usual = await kpis(t, files);
  assert.ok(JSON.parse(usual).repeat_customers.total_customers > 100);
  const same = async (others) => assert.strictEqual(await kpis(t, { ...files, ...others }), usual);

  const lines = (name) => fs.readFileSync(at(name), 'utf8').trimEnd().split('\n');
  const [head, ...rows] = lines('transactions.csv');
  const orders = orders_of(fs.readFileSync(at('orders.xml'), 'utf8'));

  await t.test('shuffled rows', async () => {
    const [customers_head, ...customers] = lines('customers.csv');
    await same({ transactions: write('shuffled.csv', [head, ...shuffled(rows)].join('\n')),
      customers: write('people.csv', [customers_head, ...shuffled(customers)].join('\n')),
      orders: write('shuffled_orders.csv', csv_of(shuffled(orders))) });
  });

  await t.test('several files, one of them packed', async () => {
    const part = (i) => [head, ...rows.filter((_, row) => row % 3 === i)].join('\r\n');
    await same({ transactions: [write('0.csv', part(0)), write('1.csv', `${part(1)}\r\n`), write('2.csv.gz', zlib.gzipSync(part(2)))] });
  });

  await t.test('other delimiters, columns in another order, a byte order mark', async () => {
    for (const delimiter of [';', '|', '\t'])
      await same({ orders: write(`orders_${delimiter.charCodeAt(0)}.csv`, csv_of(orders, delimiter)) });
    const turned = [head, ...rows].map((line) => line.split(',').reverse().join(','));
    await same({ transactions: write('turned.csv', `\uFEFF${turned.join('\n')}\n`) });
  });

  await t.test('orders as CSV, JSON lines and Parquet', async () => {
    const csv = write('orders.csv', csv_of(orders));
    await same({ orders: csv });
    const line = (row) => `{${columns.map((name, i) => `"${name}":${name === 'items' ? row[i] : JSON.stringify(row[i])}`).join(',')}}`;
    await same({ orders: write('orders.jsonl', `${orders.map(line).join('\n')}\n`) });
    const house = path.join(folder, 'house'), parquet = path.join(folder, 'orders.parquet');
    await passes(t, ['analyze', '--orders', csv, '--out', house, '-q']);
    await passes(t, ['query', '--warehouse', house, '--allow-files', `copy (select order_id, customer_id, mobile_number,
      order_date_time, items, total_amount, status from bronze.orders) to '${parquet}' (format parquet)`]);
    await same({ orders: parquet });
  });
});
