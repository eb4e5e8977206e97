// `rushhour generate`, read back by a reader of its own: one consistent city, and exactly the faults that planted.json names.
'use strict';

const assert = require('node:assert');
const { execFileSync, spawnSync } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { faults_in, read_city } = require('./city_reader.cjs');
const { check_city } = require('./city_rules.cjs');
const { binary, rushhour, scratch, start } = require('./support.cjs');

const names = ['customers.csv', 'events.jsonl', 'merchants.csv', 'orders.xml', 'orders.xsd', 'planted.json', 'transactions.csv'];

/** Generates into a new folder, and gives it back. */
async function generate(t, ...args) {
  const folder = path.join(scratch(t), 'city');
  const made = await rushhour(t, ['generate', '--output-dir', folder, '-q', ...args.map(String)]);
  assert.deepStrictEqual([made.code, made.stdout, made.stderr], [0, '', '']);
  return folder;
}

const digest = (folder, name) => crypto.createHash('sha256').update(fs.readFileSync(path.join(folder, name))).digest('hex');
const digests = (folder) => Object.fromEntries(fs.readdirSync(folder).sort().map((name) => [name, digest(folder, name)]));
// Which bytes a seed gives is a promise: these change only together with the generator, and then on purpose (CHANGELOG.md).
const promised = {
  'customers.csv': '93b27b3ab2eb6c2a8ac68ae2fad24d93e842cf1f97b67bc52a18efefdb4d9958',
  'events.jsonl': '3f261a427bba2d181aa33c9c49d90311f0dda1693de95a3569b144c4704c48b7',
  'merchants.csv': 'f045dcb5050dae38e145764081e70e610a18eb3c83f3e560f6ff1d12a3d30475',
  'orders.xml': 'b2093d827154a52f79d78e792213c9b6e07912a9a85a3e6b30fda082f92e0a90',
  'orders.xsd': 'b226bc4e7aa160c5730da1b2661f6934ef8023ae4ad6612e4902b784b2c7dbee',
  'planted.json': '0094204d23533f82104c2fd45157e6ef00877fd5b6bbe60094e97395860ccf75',
  'transactions.csv': '7700bd4338c5e7350ce54c54fa04850296c48cf96ded2fd22936c760bdf1bd80',
};

test('a seed gives the same bytes on every machine, and another seed others', async (t) => {
  const small = ['--customers', 60, '--orders', 300, '--days', 40, '--dirt', 0.05];
  const once = digests(await generate(t, ...small, '--seed', 7));
  assert.deepStrictEqual(once, promised);
  assert.deepStrictEqual(digests(await generate(t, ...small, '--seed', 7)), once);
  const other = digests(await generate(t, ...small, '--seed', 8));
  for (const name of names.filter((one) => one !== 'orders.xsd')) assert.notStrictEqual(other[name], once[name], name);
});

test('a file is the same whichever others are written beside it', async (t) => {
  const settings = ['--customers', 80, '--orders', 400, '--days', 30, '--seed', 3, '--dirt', 0.1];
  const all = await generate(t, ...settings);
  assert.deepStrictEqual(fs.readdirSync(all).sort(), names);
  const whole = JSON.parse(fs.readFileSync(path.join(all, 'planted.json')));
  for (const name of ['customers.csv', 'events.jsonl', 'merchants.csv', 'orders.xml', 'transactions.csv']) {
    const alone = await generate(t, ...settings, '--only', name.split('.')[0]);
    const beside = name === 'orders.xml' ? ['orders.xsd', 'planted.json'] : ['planted.json'];
    assert.deepStrictEqual(fs.readdirSync(alone).sort(), [name, ...beside].sort());
    assert.strictEqual(digest(alone, name), digest(all, name), name);
    const planted = JSON.parse(fs.readFileSync(path.join(alone, 'planted.json')));
    assert.deepStrictEqual(planted.faults, whole.faults.filter((fault) => fault.file === name));
    assert.deepStrictEqual(planted.rows, { [name]: whole.rows[name] });
  }
});

// The last day is in it, where orders are cut off on their way.
for (const [seed, customers, orders, days] of [[1, 300, 2000, 20], [2, 40, 1500, 1], [5, 1, 30, 60], [9, 500, 0, 5]]) {
  test(`one city: ${customers} customers, ${orders} orders, ${days} days, seed ${seed}`, async (t) => {
    const city = read_city(await generate(t, '--customers', customers, '--orders', orders, '--days', days, '--seed', seed));
    assert.deepStrictEqual(faults_in(city), []);
    assert.deepStrictEqual(city.planted.faults, []);
    assert.deepStrictEqual(city.planted.rows, {
      'customers.csv': customers, 'events.jsonl': city.events.length, 'merchants.csv': city.merchants.rows.length, 'orders.xml': orders,
      'transactions.csv': city.transactions.rows.length,
    });
    check_city(city, Date.UTC(2025, 0, 1), Date.UTC(2025, 0, 1 + days));
  });
}

for (const [seed, customers, orders, days, dirt] of [
  [1, 400, 2000, 60, 0.02], [2, 3000, 900, 10, 0.1], [3, 30, 600, 90, 0.5], [4, 700, 0, 5, 0.2], [5, 1, 5, 3, 0.5],
]) {
  test(`the faults of ${customers} customers and ${orders} orders are those of planted.json, seed ${seed}`, async (t) => {
    const settings = ['--customers', customers, '--orders', orders, '--days', days, '--seed', seed];
    const city = read_city(await generate(t, ...settings, '--dirt', dirt));
    const { planted } = city;
    assert.deepStrictEqual([planted.seed, planted.dirt], [seed, dirt]);
    assert.deepStrictEqual(faults_in(city), planted.faults);
    const rows = {
      'customers.csv': city.customers.rows, 'events.jsonl': city.events, 'merchants.csv': city.merchants.rows, 'orders.xml': city.orders,
      'transactions.csv': city.transactions.rows,
    };
    for (const [file, list] of Object.entries(rows)) assert.strictEqual(planted.rows[file], list.length, file);
    const all = Object.values(planted.rows).reduce((sum, n) => sum + n, 0);
    if (all > 1000) assert.ok(Math.abs(planted.faults.length / all - dirt) < dirt / 4, `${planted.faults.length} of ${all}`);
  });
}

test('every kind of fault is planted in every file that can have it', async (t) => {
  const folder = await generate(t, '--customers', 4000, '--merchants', 3000, '--orders', 1500, '--days', 30, '--seed', 6, '--dirt', 0.5);
  const { planted } = read_city(folder);
  const found = {};
  for (const { file, kind, column } of planted.faults) (found[file] ??= new Set()).add(column === undefined ? kind : `${kind} ${column}`);
  assert.deepStrictEqual(Object.fromEntries(Object.entries(found).map(([file, kinds]) => [file, [...kinds].sort()])), {
    'customers.csv': ['bad_date birth_date', 'bad_date signup_date', 'duplicate customer_id', 'missing_value customer_id',
      'missing_value region', 'mixed_encoding city', 'mixed_encoding customer_name', 'unterminated_quote customer_name'],
    'events.jsonl': ['bad_date at', 'broken_json', 'broken_reference order', 'duplicate id', 'missing_value at', 'missing_value type',
      'mixed_encoding words', 'negative_amount amount'],
    'merchants.csv': ['bad_date joined_date', 'duplicate merchant_id', 'missing_value merchant_id', 'mixed_encoding category',
      'mixed_encoding city', 'mixed_encoding merchant_name', 'unterminated_quote merchant_name'],
    'orders.xml': ['bad_date order_date_time', 'broken_reference customer_id', 'duplicate order_id', 'missing_value customer_id',
      'missing_value total_amount', 'negative_amount total_amount'],
    'transactions.csv': ['bad_date timestamp', 'broken_reference customer_id', 'broken_reference merchant_id', 'duplicate transaction_id',
      'missing_value amount', 'missing_value timestamp', 'missing_value transaction_id', 'mixed_encoding category',
      'negative_amount amount', 'unterminated_quote category'],
  });
});

test('a fault changes its own record and nothing else', async (t) => {
  const settings = ['--customers', 200, '--orders', 500, '--days', 20, '--seed', 11];
  const [clean, dirty] = [await generate(t, ...settings), await generate(t, ...settings, '--dirt', 0.3)];
  const planted = JSON.parse(fs.readFileSync(path.join(dirty, 'planted.json')));
  for (const name of ['customers.csv', 'events.jsonl', 'merchants.csv', 'orders.xml', 'transactions.csv']) {
    const lines = (folder) => fs.readFileSync(path.join(folder, name), 'latin1').split('\n');
    const faults = new Map(planted.faults.filter((fault) => fault.file === name).map((fault) => [fault.line, fault]));
    const was = lines(clean);
    const is = lines(dirty);
    let at = 0;
    is.forEach((line, i) => {
      const fault = faults.get(i + 1);
      if (fault?.kind === 'duplicate') return assert.strictEqual(line, is[fault.of - 1], `${name}:${i + 1}`);
      if (fault) assert.notStrictEqual(line, was[at], `${name}:${i + 1}`);
      else assert.strictEqual(line, was[at], `${name}:${i + 1}`);
      return ++at;
    });
    assert.strictEqual(at, was.length, name);
  }
});

test('orders.xml is valid by its schema, and a dirty one is well-formed', async (t) => {
  const settings = ['--customers', 100, '--orders', 800, '--days', 30, '--seed', 4];
  const [clean, dirty] = [await generate(t, ...settings), await generate(t, ...settings, '--dirt', 0.3)];
  const xmllint = (cwd, ...args) => execFileSync('xmllint', ['--nonet', '--noout', ...args, 'orders.xml'], { cwd, stdio: 'pipe' });
  xmllint(clean, '--schema', 'orders.xsd');
  xmllint(dirty);
  assert.throws(() => xmllint(dirty, '--schema', 'orders.xsd'), /fails to validate/);
});

test('what was written is told: rows, bytes, faults', async (t) => {
  const folder = path.join(scratch(t), 'deep', 'down');
  const args = ['generate', '--customers', '90', '--orders', '200', '--seed', '1', '--dirt', '0.1', '--output-dir', folder];
  const { code, json } = await rushhour(t, [...args, '--json']);
  assert.strictEqual(code, 0);
  const planted = JSON.parse(fs.readFileSync(path.join(folder, 'planted.json')));
  assert.deepStrictEqual(Object.fromEntries(json.files.map((file) => [file.file, file.rows])), planted.rows);
  for (const file of json.files) {
    assert.strictEqual(file.bytes, fs.statSync(path.join(folder, file.file)).size);
    assert.strictEqual(file.faults, planted.faults.filter((fault) => fault.file === file.file).length);
  }
  const sum = (key) => json.files.reduce((all, file) => all + file[key], 0);
  assert.deepStrictEqual([json.rows, json.bytes, json.faults], [sum('rows'), sum('bytes'), sum('faults')]);
  assert.ok(json.seconds > 0 && json.rows_per_second > 0);

  const again = await rushhour(t, [...args, '--force']);
  assert.strictEqual(again.code, 0);
  assert.match(again.stdout, /events\.jsonl +[\d,]+ rows +[\d,]+ bytes +[\d,]+ faults\n/);
  assert.match(again.stdout, new RegExp(`${json.rows.toLocaleString('en')} rows, ${json.bytes.toLocaleString('en')} bytes in .* seed 1\n`));
});

test('a seed is drawn and told where none is given', async (t) => {
  const folders = [0, 1].map(() => path.join(scratch(t), 'city'));
  const told = [];
  for (const folder of folders) told.push((await rushhour(t, ['generate', '--orders', '20', '--output-dir', folder, '--json'])).json.seed);
  assert.notStrictEqual(told[0], told[1]);
  const same = await generate(t, '--orders', 20, '--seed', told[0]);
  assert.deepStrictEqual(digests(same), digests(folders[0]));
});

test('what cannot be is one clear sentence, and leaves nothing behind', async (t) => {
  const folder = scratch(t);
  const file = path.join(folder, 'file');
  fs.writeFileSync(file, '');
  const out = path.join(folder, 'city');
  for (const [code, says, ...args] of [
    [2, /--customers 0 --orders 5: nobody is there to order/, '--customers', '0', '--orders', '5'],
    [2, /--merchants 0 --orders 5000: nobody is there to cook/, '--merchants', '0'],
    [2, /--customers -1: must be 0 to/, '--customers', '-1'],
    [2, /--orders -1: must be 0 to/, '--orders', '-1'],
    [2, /--days 0: must be 1 to/, '--days', '0'],
    [2, /--dirt 0\.6: must be 0 to 0\.5/, '--dirt', '0.6'],
    [2, /--dirt -0\.1: must be 0 to 0\.5/, '--dirt=-0.1'],
    [2, /--dirt nan: must be 0 to 0\.5/, '--dirt', 'nan'],
    [2, /--only order: there is no such file; did you mean 'orders'\?; there are customers, events/, '--only', 'customers,order'],
    [2, /--begin 2025-02-30: is no date/, '--begin', '2025-02-30'],
    [2, /--begin 2199-12-31 --days 150: ends after the year 2199/, '--begin', '2199-12-31'],
    [2, /--customers/, '--customers', 'many'],
    [1, /--output-dir .*file.*: cannot be made|is no folder/, '--output-dir', file],
    [1, /--output-dir .*: cannot be made/, '--output-dir', path.join(file, 'below')],
    [1, /--output-dir .*: cannot be made|customers\.csv: cannot be written/, '--output-dir', '/proc/city'],
  ]) {
    const to = args.includes('--output-dir') ? [] : ['--output-dir', out];
    const { code: ended, stdout, stderr } = await rushhour(t, ['generate', '--seed', '1', ...to, ...args]);
    assert.strictEqual(ended, code, `${args}: ${stderr}`);
    assert.match(stderr, says);
    assert.strictEqual(stderr.trimEnd().split('\n').length, 1, stderr);
    assert.strictEqual(stdout, '');
  }
  assert.deepStrictEqual(fs.readdirSync(folder), ['file']);
  assert.strictEqual((await rushhour(t, ['generate', '--seed', '1'])).code, 2, 'a folder must be named');
});

test('files of these names are replaced only by force, and others are left alone', async (t) => {
  const folder = await generate(t, '--orders', 30, '--seed', 1, '--only', 'merchants');
  fs.writeFileSync(path.join(folder, 'notes.txt'), 'mine');
  const before = digests(folder);
  const again = ['generate', '--orders', '40', '--seed', '2', '--output-dir', folder];
  const refused = await rushhour(t, again);
  assert.strictEqual(refused.code, 2);
  assert.match(refused.stderr, /merchants\.csv is there already; name another folder, or --force to replace it/);
  assert.deepStrictEqual(digests(folder), before);
  assert.strictEqual((await rushhour(t, [...again, '--force'])).code, 0);
  assert.deepStrictEqual(fs.readdirSync(folder).sort(), [...names, 'notes.txt'].sort());
  assert.notStrictEqual(digest(folder, 'merchants.csv'), before['merchants.csv']);
  assert.strictEqual(digest(folder, 'notes.txt'), before['notes.txt']);
});

/** How many bytes of memory the process held at most, as far as looking every few milliseconds shows, and how many it wrote. */
async function memory_and_bytes(t, orders) {
  const words = ['generate', '--seed', '1', '--customers', '500', '--orders', String(orders), '--json'];
  const running = start(t, binary, [...words, '--output-dir', path.join(scratch(t), 'city')]);
  let most = 0;
  const look = setInterval(() => {
    try {
      const status = fs.readFileSync(`/proc/${running.child.pid}/status`, 'utf8');
      most = Math.max(most, Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // it has just ended
    }
  }, 3);
  const { code } = await running.exited;
  clearInterval(look);
  assert.strictEqual(code, 0);
  return { most, bytes: JSON.parse(running.stdout).bytes };
}

test('memory does not grow with the orders', async (t) => {
  const few = await memory_and_bytes(t, 2_000);
  const many = await memory_and_bytes(t, 32_000);
  assert.ok(few.most > 1e6 && many.bytes > few.bytes + 100e6);
  assert.ok(many.most - few.most < 40e6, `${few.most} bytes for 2,000 orders, ${many.most} for 32,000`);
});

test('a full disk is told, and nothing of it stays', async (t) => {
  const folder = scratch(t);
  // A file system of a megabyte, in a name space of its own.
  const script = 'mount -t tmpfs -o size=1m none "$0" && { "$@"; code=$?; ls -A "$0"; exit $code; }';
  const command = [binary, 'generate', '--seed', '1', '--orders', '20000', '-q', '--output-dir', folder];
  const run = spawnSync('unshare', ['-rm', 'bash', '-c', script, folder, ...command], { encoding: 'utf8' });
  if (/unshare|mount/.test(run.stderr)) {
    console.log('skipped: no file system of its own can be mounted here');
    return;
  }
  assert.strictEqual(run.status, 1, run.stderr);
  assert.match(run.stderr, /^rushhour: generate: .*: cannot be written: No space left on device; make room, or name another folder\n$/);
  assert.strictEqual(run.stdout, '', 'no file is left');
});
