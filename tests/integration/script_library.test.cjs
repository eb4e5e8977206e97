// What a script may say besides its requests, through a whole run: groups, metrics, tags, rejections, the end of the run.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const test = require('node:test');

const { read_json, read_json_lines, run_directory, rushhour, scratch, start_plain_server, write_scenario } = require('./support.cjs');

const head = `
  local http, metrics = require "rushhour.http", require "rushhour.metrics"
  options = { scenarios = { s = { executor = "constant-arrival-rate", rate = 20, duration = 2, max_vus = 50, exec = "play" } } }
`;

/** A run over a server that answers everything: {code, stderr, heard, meta, directory}. */
async function play(t, text, words = []) {
  const folder = scratch(t);
  const heard = [];
  const url = await start_plain_server(t, (request) => heard.push(request.url));
  const out = path.join(folder, 'runs');
  const ended = await rushhour(t, ['run', write_scenario(folder, head + text), '--target', url, '--seed', '7', '--out', out, ...words]);
  const directory = run_directory(out);
  return { ...ended, heard, directory, meta: read_json(directory, 'run.json') };
}

test('what metrics come to is the sum over all threads', async (t) => {
  const { code, stderr, directory } = await play(t, `
    local orders, sold_out = metrics.counter("orders"), metrics.rate("sold_out")
    function play(ctx) orders:add(2) sold_out:add(ctx.iter % 4 == 0) http.get("/") end`, ['--threads', '2']);
  assert.ok([0, 98].includes(code), stderr);
  const sums = { orders: 0, hits: 0, count: 0 };
  for (const tick of read_json_lines(directory, 'counters.jsonl'))
    for (const metric of tick.metrics ?? []) {
      assert.strictEqual(metric.scenario, 's');
      if (metric.name === 'orders') sums.orders += metric.sum;
      else { sums.hits += metric.hits; sums.count += metric.count; }
    }
  assert.deepStrictEqual(sums, { orders: 80, hits: 10, count: 40 });
});

test('an iteration that the script fails is rejected, and no error of the script', async (t) => {
  const { code, stderr, directory } = await play(t, `
    function play(ctx) http.get("/first") if ctx.iter % 2 == 0 then ctx.fail("no table free") end http.get("/second") end`);
  assert.ok([0, 98].includes(code), stderr);
  const total = (name) => read_json_lines(directory, 'counters.jsonl').reduce((sum, tick) => sum + (tick[name] ?? 0), 0);
  assert.deepStrictEqual([total('done'), total('rejected'), total('script_errors')], [40, 20, 0]);
});

test('a script that aborts ends the run at once with 108 and its words', async (t) => {
  const { code, stderr, meta, heard } = await play(t, `
    options.scenarios.s.duration = "10m"
    function play(ctx) http.get("/") if ctx.iter == 5 then ctx.abort("the shop is closed") end end`);
  assert.strictEqual(code, 108, stderr);
  assert.strictEqual(meta.ended_by, 'abort');
  assert.match(meta.ended_because, /^scenario\.lua:\d+: the shop is closed$/);
  assert.ok(heard.length < 1000, `${heard.length} requests`);
});
