// What `rushhour analyze` makes of files that are empty, broken, hostile or too much, of disks that are full, and of being killed.
'use strict';

const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');
const zlib = require('node:zlib');

const { binary, rushhour, scratch, start } = require('./support.cjs');

const head = 'customer_id,customer_name,mobile_number,email,birth_date,signup_date,region,city,zone\n';
const customer = (id, region = 'North') => `${id},Ann,,,1990-01-01,2025-01-01,${region},Bern,z1\n`;
const order = (id, customer_id = 1, total = '10.00', at = '2025-01-05T10:00:00Z') => '<order>\n'
  + `<order_id>${id}</order_id><customer_id>${customer_id}</customer_id><order_date_time>${at}</order_date_time>`
  + `<items><item><sku>a</sku><category>pizza</category><quantity>1</quantity><price>${total}</price></item></items>`
  + `<total_amount>${total}</total_amount><status>delivered</status>\n</order>\n`;
const xml = (orders) => `<?xml version="1.0" encoding="UTF-8"?>\n<orders>\n${orders}</orders>\n`;

class Shop {
  constructor(t) {
    this.t = t;
    this.folder = scratch(t);
    this.out = path.join(this.folder, 'shop');
  }

  file(name, content) {
    const file = path.join(this.folder, name);
    fs.writeFileSync(file, content);
    return file;
  }

  analyze(...args) { return rushhour(this.t, ['analyze', ...args, '--out', this.out]); }

  async passes(...args) {
    const answer = await this.analyze(...args);
    assert.strictEqual(answer.code, 0, answer.stderr);
    return answer;
  }

  /** Refused with one message, and the warehouse as it was. */
  async refuses(code, message, ...args) {
    const before = await this.state();
    const answer = await this.analyze(...args);
    assert.strictEqual(answer.code, code, answer.stderr);
    assert.match(answer.stderr, message);
    assert.strictEqual(answer.stdout, '');
    assert.strictEqual(await this.state(), before);
  }

  async state() {
    if (!fs.existsSync(path.join(this.out, 'warehouse.duckdb'))) return 'no warehouse';
    const counts = ['bronze.customers', 'bronze.orders', 'bronze.faults', 'bronze.files', 'ledger.versions', 'fact_orders', 'dim_customer'];
    return JSON.stringify(await this.ask(`select ${counts.map((table) => `(select count(*) from ${table})`).join(', ')}`));
  }

  async ask(sql) {
    const answer = await rushhour(this.t, ['query', '--warehouse', this.out, sql, '--format', 'json']);
    assert.strictEqual(answer.code, 0, answer.stderr);
    return JSON.parse(answer.stdout);
  }

  faults() { return this.ask('select line, kind, column_name from bronze.faults order by line, kind'); }
  kpi(name) { return JSON.parse(fs.readFileSync(path.join(this.out, `outputs/kpi_${name}.json`), 'utf8')); }
}

test('without customers, orders or either, every KPI has its shape and its zeros', async (t) => {
  const shop = new Shop(t);
  const nobody = shop.file('customers.csv', head), nothing = shop.file('orders.xml', xml(''));
  const some = shop.file('some.csv', head + customer(1)), one = shop.file('one.xml', xml(order('O1')));
  for (const [customers, orders, repeat, lines] of [
    [nobody, nothing, [0, 0], ['0/0 (0% retention)', '0 months', '0 regions', '0 customers']],
    [some, nothing, [0, 0], ['0/0 (0% retention)', '0 months', '0 regions', '0 customers']],
    [some, one, [0, 1], ['0/1 (0% retention)', '1 month ', '1 region ', '1 customer ']],
  ]) {
    const answer = await shop.passes('--customers', customers, '--orders', orders);
    const kpi = shop.kpi('repeat_customers');
    assert.deepStrictEqual([kpi.total_repeat_customers, kpi.total_customers], repeat);
    for (const line of lines) assert.ok(answer.stdout.includes(line), `${line} in\n${answer.stdout}`);
    assert.deepStrictEqual(Object.keys(shop.kpi('monthly_trends')).slice(0, 3), ['monthly_trends', 'total_months', 'avg_monthly_growth']);
  }
  await shop.passes('--orders', one);
  assert.strictEqual(shop.kpi('monthly_trends').total_months, 1);
  assert.strictEqual(Number(shop.kpi('monthly_trends').monthly_trends[0].revenue), 10);
});

test('columns may come in any order, a missing one is named, and a head that is none is told', async (t) => {
  const shop = new Shop(t);
  const turned = shop.file('turned.csv', 'Zone;REGION;customer_id\nz1;North;1\nz2;South;2\n');
  await shop.passes('--customers', turned);
  assert.deepStrictEqual(await shop.ask('select customer_id, region, zone from dim_customer order by customer_id'),
    [{ customer_id: '1', region: 'North', zone: 'z1' }, { customer_id: '2', region: 'South', zone: 'z2' }]);
  await shop.refuses(104, /customer_id/, '--customers', shop.file('a.csv', 'customer,region\n1,North\n'));
  await shop.refuses(104, /a\.csv/, '--customers', shop.file('a.csv', '1,Ann,,,1990-01-01,2025-01-01,North,Bern,z1\n'));
  await shop.refuses(104, /region/, '--customers', shop.file('a.csv', 'customer_id,region,region\n1,North,South\n'));
  await shop.refuses(104, /empty\.csv/, '--customers', shop.file('empty.csv', ''));
});

test('files that are not there, are folders, or are nothing that is known, are named with what to do', async (t) => {
  const shop = new Shop(t);
  await shop.passes('--customers', shop.file('customers.csv', head + customer(1)));
  await shop.refuses(104, /none\.csv/, '--customers', path.join(shop.folder, 'none.csv'));
  await shop.refuses(104, /folder|directory/, '--customers', shop.folder);
  await shop.refuses(104, /its name does not tell what it is/, '--customers', shop.file('customers.doc', head));
  await shop.refuses(104, /event log/, '--events', shop.folder);
  await shop.refuses(2, /nothing to load/);
  await shop.refuses(2, /--customer/, '--customer', 'x.csv');
  await shop.refuses(2, /--delimiter/, '--customers', path.join(shop.folder, 'customers.csv'), '--delimiter', 'x');
});

test('records that cannot be read are rejects on their lines, and the others count', async (t) => {
  const shop = new Shop(t);
  const long = 'x'.repeat(3e6);
  const text = `${head}${customer(1)}2,"Bo,,,,,North,,\n3,C\0y,,,,,North,,\n4,Di,${long},,,,North,,\n5,Ed\n${customer(6)}`
    + '7,"Flo" x,,,,,North,,\n';
  const answer = await shop.passes('--customers', shop.file('customers.csv', text));
  assert.match(answer.stdout, /7 records, 5 rejects/);
  assert.deepStrictEqual((await shop.faults()).map((one) => `${one.line} ${one.kind}`),
    ['3 unterminated_quote', '4 nul_byte', '5 too_long', '6 column_count', '8 stray_quote']);
  const kept = await shop.ask('select customer_id from dim_customer order by customer_id');
  assert.deepStrictEqual(kept.map((one) => one.customer_id), ['1', '6']);
});

test('a line of 100 MB and a head of ten thousand columns pass in bounded memory', async (t) => {
  const shop = new Shop(t);
  const file = shop.file('long.csv', head + customer(1));
  for (let i = 0; i < 100; ++i) fs.appendFileSync(file, 'x'.repeat(1 << 20));
  fs.appendFileSync(file, `\n${customer(2)}`);
  const columns = Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(',');
  const wide = shop.file('wide.csv', `customer_id,region,${columns}\n1,North${',x'.repeat(10_000)}\n`);
  const { json } = await shop.passes('--customers', file, '--customers', wide, '--json');
  assert.deepStrictEqual([json.records, json.rejects], [4, 1]);
  assert.ok(json.peak_mb < 512, `${json.peak_mb} MB`);
  assert.ok(json.warnings.some((line) => /wide\.csv: .*column/.test(line)));
});

test('a truncated file loads nothing of itself, whether it is packed or XML', async (t) => {
  const shop = new Shop(t);
  await shop.passes('--customers', shop.file('customers.csv', head + customer(1)));
  const packed = zlib.gzipSync(head + Array.from({ length: 5000 }, (_, i) => customer(i)).join(''));
  await shop.refuses(104, /cut\.csv\.gz/, '--customers', shop.file('cut.csv.gz', packed.subarray(0, packed.length / 2)));
  const orders = xml(order('O1') + order('O2'));
  const answer = await shop.passes('--orders', shop.file('cut.xml', orders.slice(0, orders.lastIndexOf('<total_amount>'))));
  assert.match(answer.stdout, /2 records, 1 rejects/);
  assert.deepStrictEqual((await shop.faults()).map((one) => one.kind), ['broken_xml']);
});

test('bombs, document types and entities are refused before they do anything', async (t) => {
  const shop = new Shop(t);
  const secret = shop.file('secret.txt', 'SECRET');
  await shop.passes('--customers', shop.file('customers.csv', head + customer(1)));
  await shop.refuses(104, /bomb\.csv\.gz.*(hundred|100) times/, '--customers',
    shop.file('bomb.csv.gz', zlib.gzipSync(Buffer.concat([Buffer.from(head), Buffer.alloc(300e6, 'a')]))));
  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
  for (const type of [`<!DOCTYPE orders [<!ENTITY l0 "ha">${laughs}]>`, `<!DOCTYPE orders [<!ENTITY l9 SYSTEM "file://${secret}">]>`,
    '<!DOCTYPE orders SYSTEM "http://127.0.0.1:9/orders.dtd">'])
    await shop.refuses(104, /document type|DOCTYPE/, '--orders',
      shop.file('typed.xml', `<?xml version="1.0"?>\n${type}\n<orders>${order('&l9;')}</orders>`));
  const answer = await shop.analyze('--orders', shop.file('undeclared.xml', xml(order('&l9;') + order('O2'))));
  assert.ok(!answer.stdout.includes('SECRET') && !answer.stderr.includes('SECRET'));
});

test('orders are held to a schema on request', async (t) => {
  const shop = new Shop(t);
  const made = await rushhour(t, ['generate', '--customers', '10', '--orders', '20', '--days', '10', '--seed', '1', '--only', 'orders',
    '--output-dir', path.join(shop.folder, 'a'), '-q']);
  assert.strictEqual(made.code, 0, made.stderr);
  const schema = path.join(shop.folder, 'a/orders.xsd'), orders = path.join(shop.folder, 'a/orders.xml');
  await shop.passes('--orders', orders, '--schema', schema);
  assert.deepStrictEqual(await shop.faults(), []);
  const spoilt = fs.readFileSync(orders, 'utf8').replace(/<status>\w+<\/status>/, '<state>gone</state>');
  const answer = await shop.passes('--orders', shop.file('spoilt.xml', spoilt), '--schema', schema);
  assert.match(answer.stdout, /20 records, [1-9]\d* rejects/);
  await shop.refuses(104, /none\.xsd/, '--orders', orders, '--schema', path.join(shop.folder, 'none.xsd'));
});

test('two analyses at once: one does its work, the other says that it must wait', async (t) => {
  const shop = new Shop(t);
  const many = shop.file('customers.csv', head + Array.from({ length: 400_000 }, (_, i) => customer(i)).join(''));
  const first = start(t, binary, ['analyze', '--customers', many, '--out', shop.out]);
  const busy = async () => {
    while (first.child.exitCode === null) {
      const answer = await shop.analyze('--customers', many);
      if (answer.code !== 0) return answer;
    }
    return null;
  };
  await first.says_so(/400000 customers records/);
  const refused = await busy();
  const { code } = await first.exited;
  assert.strictEqual(code, 0, first.stderr);
  assert.ok(refused, 'the second one was never refused');
  assert.strictEqual(refused.code, 1);
  assert.match(refused.stderr, /another process is using it; wait until that has ended/);
  assert.strictEqual((await shop.ask('select count(*) as n from dim_customer'))[0].n, 400_000);
});

test('an analysis that is killed anywhere leaves the version before, and the next one does its work', async (t) => {
  const shop = new Shop(t);
  const small = shop.file('small.csv', head + customer(1));
  await shop.passes('--customers', small);
  const large = shop.file('large.csv', head + Array.from({ length: 300_000 },
    (_, i) => customer(i, i % 100 === 0 ? '' : 'North')).join(''));
  for (const stage of [/./, /large\.csv: /, /cleaning/, /computing/]) {
    const killed = start(t, binary, ['analyze', '--customers', large, '--out', shop.out]);
    if (stage.source !== '.') await killed.says_so(stage).catch(() => {});
    killed.kill('SIGKILL');
    await killed.exited;
    const versions = await shop.ask('select count(*) as n from ledger.versions');
    if (versions[0].n === 1) assert.deepStrictEqual(await shop.ask('select count(*) as n from dim_customer'), [{ n: 1 }]);
    assert.ok(versions[0].n <= 2);
  }
  await shop.passes('--customers', large);
  assert.strictEqual((await shop.ask('select count(*) as n from bronze.faults'))[0].n, 3000);
  assert.strictEqual((await shop.ask('select count(*) as n from bronze.files'))[0].n, 2);
});

test('a full disk is told, and what was there before is there still', async (t) => {
  const shop = new Shop(t);
  const disk = fs.mkdtempSync(path.join(os.tmpdir(), 'rushhour-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    t.skip('skipped: no right to mount a small disk');
    return;
  }
  t.after(() => {
    execFileSync('umount', ['-l', disk]);
    fs.rmdirSync(disk);
  });
  shop.out = path.join(disk, 'shop');
  await shop.passes('--customers', shop.file('small.csv', head + customer(1)), '--processed', 'none');
  let seed = 7;
  const noise = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed.toString(36); };
  const large = shop.file('large.csv', head + Array.from({ length: 400_000 },
    (_, i) => `${i},${noise()}${noise()},${noise()},,1990-01-01,,North,${noise()}${noise()},z1\n`).join(''));
  const answer = await shop.analyze('--customers', large, '--processed', 'none');
  assert.strictEqual(answer.code, 1, answer.stderr);
  assert.match(answer.stderr, /disk|space|No space/i);
  assert.deepStrictEqual(await shop.ask('select count(*) as n from dim_customer'), [{ n: 1 }]);
});

test('a file that grows while it is read is taken up to where it was', async (t) => {
  const shop = new Shop(t);
  const file = shop.file('growing.csv', head + Array.from({ length: 200_000 }, (_, i) => customer(i)).join(''));
  const grow = setInterval(() => fs.appendFileSync(file, customer(999_999)), 1);
  const answer = await shop.analyze('--customers', file);
  clearInterval(grow);
  assert.strictEqual(answer.code, 0, answer.stderr);
  const [{ n, bytes }] = await shop.ask('select rows_kept + rejects as n, bytes from bronze.files');
  assert.strictEqual(fs.readFileSync(file, 'utf8').slice(0, bytes).trimEnd().split('\n').length - 1, n);
});
