// The arithmetic of the bench and its table, from made-up measurements: nothing is measured here.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { crowd_row, judged, line_through, markdown_table, median, meets, number, ratio_row, ratios_of_rounds, stretches, text_table } =
  require('../bench/arithmetic.cjs');
const { in_turn, rows_of } = require('../bench/comparison.cjs');
const { caption, markers, pages_of, with_table } = require('../bench/readme_table.cjs');

const top = path.resolve(__dirname, '../..');

test('a median is the middle one, or the mean of the two in the middle', () => {
  const rows = [[[7], 7], [[3, 1, 2], 2], [[4, 1, 3, 2], 2.5], [[10, 9, 100], 10]];
  for (const [values, expected] of rows) {
    const before = [...values];
    assert.strictEqual(median(values), expected, String(values));
    assert.deepStrictEqual(values, before, 'the values stay in their order');
  }
  assert.throws(() => median([]), /no values/);
});

test('a ratio is the median of the ratios of the rounds, not the ratio of medians', () => {
  // Medians alone would say 30 / 20 = 1.5.
  const rounds = [{ a: 10, b: 20 }, { a: 30, b: 40 }, { a: 90, b: 10 }];
  assert.deepStrictEqual(ratios_of_rounds(rounds, (r) => r.a, (r) => r.b), { median: 0.75, least: 0.5, most: 9 });
  const row = ratio_row({ what: 'a / b', rounds, above: (r) => r.a, below: (r) => r.b, goal: '>= 0.9', note: 'by guess' });
  const note = '0.50 to 9.00 in 3 rounds; by guess';
  assert.deepStrictEqual(row, { what: 'a / b', figure: 0.75, unit: 'x', note, goal: '>= 0.9', met: false });
});

test('a goal is met by the figure as measured, not as printed', () => {
  const rows = [
    [1.15, '>= 1.15', true], [1.1499, '>= 1.15', false], [4.5, '<= 4.5 KB', true], [4.501, '<= 4.5 KB', false], [18_000, '>= 18000', true],
  ];
  for (const [figure, goal, expected] of rows) {
    assert.strictEqual(meets(figure, goal), expected, `${figure} ${goal}`);
    assert.strictEqual(judged({ figure }, goal).met, expected);
  }
  assert.throws(() => meets(1, 'about 1'), /not a goal: about 1/);
  assert.ok(!('met' in judged({ figure: 1 }, undefined)), 'what has no goal is not judged');
});

test('a line through points on a line has its slope, and all stretches are as steep', () => {
  const points = [[1000, 7000], [5000, 23_000], [10_000, 43_000], [18_000, 75_000]];
  const { slope, offset } = line_through(points);
  assert.ok(Math.abs(slope - 4) < 1e-9 && Math.abs(offset - 3000) < 1e-6, `${slope}, ${offset}`);
  for (const part of stretches(points)) assert.ok(Math.abs(part - 1) < 1e-9);
  const bent = stretches([[0, 0], [1, 1], [2, 4]]);
  assert.deepStrictEqual(bent, [0.5, 1.5]);
});

test('what a user costs is the slope through crowds, whatever the process takes by itself', () => {
  const crowds = [10_000, 50_000, 100_000].map((users) => ({ users, anonymous: 7e6 + users * 2048 }));
  const row = crowd_row('a sleeper', crowds, '<= 2.5 KB');
  assert.ok(Math.abs(row.figure - 2) < 1e-9, String(row.figure));
  assert.deepStrictEqual({ ...row, figure: 2 }, {
    what: 'a sleeper', figure: 2, unit: 'KB a user', note: '27.5 MB, 109.4 MB, 211.8 MB at 10,000, 50,000, 100,000', goal: '<= 2.5 KB',
    met: true,
  });
});

test('figures are printed to three digits, and large ones in full', () => {
  const rows = [[0.012345, '0.0123'], [1.1549, '1.15'], [999.6, '1000'], [96_341.7, '96,342'], [18_000, '18,000'], [0, '0']];
  for (const [figure, expected] of rows) assert.strictEqual(number(figure), expected);
});

const rows = [
  { what: 'GET: a', figure: 96_341.7, unit: '/cpu s', aside: true },
  { what: 'GET: a / b', figure: 1.2, unit: 'x', goal: '>= 1.15', met: true, note: '1.1 to 1.3 in 5 rounds' },
  { what: 'GET: a / c', figure: 0.8, unit: 'x', goal: '>= 0.9', met: false },
  { what: 'GET: d', unit: '', note: 'not installed' },
];

test('the printed table has a line a row, in columns', () => {
  assert.deepStrictEqual(text_table(rows).split('\n'), [
    'what        figure         goal',
    'GET: a      96,342 /cpu s',
    'GET: a / b  1.2 x          >= 1.15  met     1.1 to 1.3 in 5 rounds',
    'GET: a / c  0.8 x          >= 0.9   MISSED',
    'GET: d      -                               not installed',
  ]);
});

test('the same as Markdown, with bars escaped', () => {
  assert.deepStrictEqual(markdown_table([rows[1], { what: 'a|b', unit: '', note: 'not installed' }]).split('\n'), [
    '| what | figure | goal |  | note |',
    '|---|--:|---|---|---|',
    '| GET: a / b | 1.2 x | >= 1.15 | met | 1.1 to 1.3 in 5 rounds |',
    '| a\\|b | - |  |  | not installed |',
  ]);
});

test('contestants come in turn, every other round backwards, and each is told the load', async (t) => {
  const order = [];
  const one = (name, ends) => ({ name, run: async (load) => (order.push([name, load.path]), ends) });
  const before = process.env.BENCH_ROUNDS;
  t.after(() => { if (before === undefined) delete process.env.BENCH_ROUNDS; else process.env.BENCH_ROUNDS = before; });
  process.env.BENCH_ROUNDS = '3';
  const contestants = [one('a', { requests: 300, cpu_s: 2 }), one('b', { requests: 100, cpu_s: 4, seconds: 5 })];
  const results = await in_turn(contestants, { path: '/x', seconds: 10 });
  assert.deepStrictEqual(order.map(([name]) => name).join(''), 'abbaab');
  assert.ok(order.every(([, where]) => where === '/x'));
  assert.strictEqual(results.length, 3);
  assert.deepStrictEqual(results[1], {
    a: { requests: 300, cpu_s: 2, per_cpu_s: 150, rate: 30 }, b: { requests: 100, cpu_s: 4, seconds: 5, per_cpu_s: 25, rate: 20 },
  });
  process.env.BENCH_ROUNDS = 'many';
  await assert.rejects(in_turn([], {}), /BENCH_ROUNDS is 'many', and must be a whole number from 1/);
});

test('a comparison has the first of ours beside all peers, the others beside those with a goal, and says who was not there', () => {
  const round = (a, c, b) => ({ plain: { per_cpu_s: a, rate: 1000 }, scripted: { per_cpu_s: c, rate: 900 }, b: { per_cpu_s: b, rate: 2000 },
    d: { per_cpu_s: 50, rate: 10 } });
  const peers = [{ tool: { name: 'b' }, goal: '>= 1.15' }, { tool: { name: 'd' }, note: 'by hand' }, { tool: { name: 'e' }, goal: '>= 2' }];
  const ours = [{ name: 'plain' }, { name: 'scripted' }];
  const table = rows_of({ what: 'GET', results: [round(120, 90, 100), round(120, 110, 100)], ours, peers });
  assert.deepStrictEqual(text_table(table).split('\n').slice(1), [
    'GET: plain         120 /cpu s                1,000/s',
    'GET: scripted      100 /cpu s                900/s',
    'GET: b             100 /cpu s                2,000/s',
    'GET: d             50 /cpu s                 10/s',
    'GET: plain / b     1.2 x       >= 1.15  met  1.20 to 1.20 in 2 rounds',
    'GET: plain / d     2.4 x                     2.40 to 2.40 in 2 rounds; by hand',
    'GET: scripted / b  1 x                       0.90 to 1.10 in 2 rounds',
    'GET: e             -                         not installed',
  ]);
  assert.deepStrictEqual(table.filter(({ aside }) => aside).map(({ what }) => what), ['GET: b', 'GET: d']);
});

const environment = {
  date: '2026-11-21T18:00:00.000Z', command: 'make bench', revision: 'abc1234', rounds: 5, seconds: 3, cpu: 'Some CPU', cpus: 2,
  memory_bytes: 24 * 2 ** 30, kernel: '6.1', load_before: 0.054,
};

test('the caption says when, where, of what and by which command', () => {
  assert.strictEqual(caption(environment),
    '`make bench` on 2026-11-21, revision abc1234: 5 rounds, 3 s a turn, 2 cores of Some CPU, 24 GB, Linux 6.1, load 0.05 before.');
  assert.match(caption({ ...environment, rounds: 1 }), /: 1 round, /);
});

test('a page gets its table between the markers, again and again, and nothing else changes', () => {
  const page = `# Head\n\n${markers[0]}\nan old table\n${markers[1]}\n\nfoot\n`;
  const once = pages_of({ environment, rows }, [{ file: 'a.md', all: false }], () => page)[0].text;
  assert.strictEqual(once, `# Head\n\n${markers[0]}\n${caption(environment)}\n\n${markdown_table(rows.slice(1))}\n${markers[1]}\n\nfoot\n`);
  assert.strictEqual(pages_of({ environment, rows }, [{ file: 'a.md', all: false }], () => once)[0].text, once);
  const [, whole] = pages_of({ environment, rows }, [{ file: 'a.md', all: false }, { file: 'b.md', all: true }], () => page);
  assert.ok(whole.text.includes('| GET: a | 96,342 /cpu s |'), 'the page of all rows has those that are aside');
  assert.throws(() => with_table('# Head\n', 'table', 'c.md'), /c\.md has no/);
  assert.throws(() => with_table(`${markers[1]}\n${markers[0]}`, 'table', 'c.md'), /c\.md has no/);
});

test('README.md and docs/benchmarks.md have a place for the table', () => {
  for (const file of ['README.md', 'docs/benchmarks.md']) with_table(fs.readFileSync(path.join(top, file), 'utf8'), 'a table', file);
});
