// Data from files: what a server received from whole runs, and what a file that will not do says before anything is sent.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { read_json, run_directory, rushhour, scratch, start_plain_server, write_scenario } = require('./support.cjs');

/** A CSV of customers c0, c1, ... */
const customers = (count) => `id,name\n${Array.from({ length: count }, (_, i) => `c${i},"name, ${i}"\n`).join('')}`;

/** A run over a server that notes what it was asked: {code, stderr, heard, meta}. `files`: name to text, beside the scenario. */
async function play(t, text, files, words = []) {
  const folder = scratch(t);
  for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), content);
  const heard = [];
  const url = await start_plain_server(t, (request) => { if (request.url.startsWith('/c')) heard.push(request.url.slice(1)); });
  const out = path.join(folder, 'runs');
  const scenario = write_scenario(folder, text);
  const ended = await rushhour(t, ['run', scenario, '--target', url, '--seed', '7', '--out', out, ...words]);
  const meta = fs.existsSync(out) ? read_json(run_directory(out), 'run.json') : undefined;
  return { ...ended, heard, meta };
}

const scenario = (options, feeder) => `
  local http = require "rushhour.http"
  local customers = ${feeder}
  options = { scenarios = { s = { exec = "ask", ${options} } } }
  function ask() http.get("/" .. customers:row().id) end`;
const arrivals = 'executor = "constant-arrival-rate", rate = 50, duration = 2, max_vus = 100';
const csv = (options) => `require("rushhour.feeder").csv("customers.csv", ${options})`;

test('unique rows are each drawn once, and the same ones at one thread and at two', async (t) => {
  const drawn = [];
  for (const threads of ['1', '2']) {
    const { code, stderr, heard, meta } = await play(t, scenario(arrivals, csv('{ order = "unique" }')),
      { 'customers.csv': customers(150) }, ['--threads', threads]);
    assert.ok([0, 98].includes(code), stderr);
    assert.strictEqual(heard.length, meta.load.done, stderr);
    assert.strictEqual(new Set(heard).size, heard.length, 'a row came twice');
    drawn.push(heard.sort());
  }
  assert.strictEqual(drawn[0].length, 100);
  assert.deepStrictEqual(drawn[1], drawn[0]);
});

test('shuffled rows begin a new pass when all were drawn, each pass with every row', async (t) => {
  const { code, stderr, heard } = await play(t, scenario(arrivals, csv('{ order = "shuffle" }')), { 'customers.csv': customers(25) },
    ['--threads', '2']);
  assert.ok([0, 98].includes(code), stderr);
  assert.strictEqual(heard.length, 100);
  const times = new Map();
  for (const id of heard) times.set(id, (times.get(id) ?? 0) + 1);
  assert.deepStrictEqual([times.size, ...new Set(times.values())], [25, 4]);
});

test('users stop when their rows are used up, and each row was drawn once at any number of threads', async (t) => {
  for (const threads of ['1', '2']) {
    const { code, stderr, heard } = await play(t, scenario('executor = "constant-vus", vus = 3, duration = 2', csv('{ order = "unique" }')),
      { 'customers.csv': customers(20) }, ['--threads', threads]);
    assert.ok([0, 98].includes(code), stderr);
    assert.deepStrictEqual(heard.sort(), Array.from({ length: 20 }, (_, i) => `c${i}`).sort());
  }
});

test('rows that are used up end the run where the script says so, as at the end of its plan', async (t) => {
  const lines = Array.from({ length: 30 }, (_, i) => `{"id":"c${i}"}\n`).join('');
  const begin = performance.now();
  const long = 'executor = "constant-arrival-rate", rate = 60, duration = "5m", max_vus = 50';
  const { code, stderr, heard, meta } = await play(t, scenario(long,
    'require("rushhour.feeder").jsonl("customers.jsonl", { on_end = "stop_test" })'), { 'customers.jsonl': lines });
  assert.ok([0, 98].includes(code), stderr);
  assert.ok(performance.now() - begin < 120_000, 'the run went on');
  assert.strictEqual(meta.ended_by, 'data');
  assert.match(meta.ended_because, /^scenario\.lua:5: feeder\.jsonl "customers\.jsonl" is used up: it has 30 rows$/);
  assert.deepStrictEqual(heard.sort(), Array.from({ length: 30 }, (_, i) => `c${i}`).sort());
});

test('a file that will not do is named with its line before anything is sent', async (t) => {
  const rows = [
    [{}, /^rushhour: scenario\.lua:3: customers\.csv: cannot be read: No such file or directory/m],
    [{ 'customers.csv': '' }, /scenario\.lua:3: customers\.csv: is empty/],
    [{ 'customers.csv': 'id,name\n' }, /customers\.csv:1: has a header and no row/],
    [{ 'customers.csv': 'id,name\nc1,one\nc2\n' }, /customers\.csv:3: has 1 field where 2 are wanted/],
    [{ 'customers.csv': 'id,name\nc1,"one\nc2,two\n' }, /customers\.csv:2: opens a quote that is never closed/],
  ];
  for (const [files, says] of rows) {
    const { code, stderr, heard, meta } = await play(t, scenario(arrivals, csv('{}')), files);
    assert.strictEqual(code, 104, stderr);
    assert.match(stderr, says);
    assert.strictEqual(stderr.trim().split('\n').length, 1, stderr);
    assert.deepStrictEqual([heard.length, meta], [0, undefined]);
  }
});

test('a bench of a scenario draws from its feeders, too', async (t) => {
  const folder = scratch(t);
  fs.writeFileSync(path.join(folder, 'customers.csv'), customers(10));
  const heard = new Set();
  const url = await start_plain_server(t, (request) => { if (request.url.startsWith('/c')) heard.add(request.url); });
  const file = write_scenario(folder, scenario(arrivals, csv('{}')));
  const { code, stderr } = await rushhour(t, ['bench', '-t', '2', '-c', '4', '-d', '1s', '-s', file, url]);
  assert.ok([0, 98].includes(code), stderr);
  assert.strictEqual(heard.size, 10);
});
