// A server with two known modes, 5 ms and 80 ms, in known shares: the report shows both at their values. A machine that is short of time
// can make answers later but never earlier: where they lie at least is known, and where exactly is what the log of requests says.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { once } = require('node:events');
const test = require('node:test');
const { read_json_lines, rushhour, scratch, write_scenario } = require('./support.cjs');

const script = `
local http = require "rushhour.http"
options = {
  scenarios = { both = { executor = "shared-iterations", exec = "one", vus = 4, iterations = 300 } },
}
function one() http.get("/", { name = "one" }) end
`;

/** Answers three requests of ten after 80 ms, the others after 5 ms. */
async function two_modes(t) {
  const served = { fast: 0, slow: 0 };
  const server = http.createServer((request, response) => {
    const slow = (served.fast + served.slow) % 10 < 3;
    served[slow ? 'slow' : 'fast'] += 1;
    // A timer of node may fire a fraction of a millisecond early; one more is always enough.
    setTimeout(() => response.end('ok'), slow ? 81 : 6);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => { server.closeAllConnections(); server.close(); });
  return { served, url: `http://127.0.0.1:${server.address().port}` };
}

/** The block of data that a report's script draws. */
function data_of(directory) {
  const page = fs.readFileSync(path.join(directory, 'report.html'), 'utf8');
  return JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)[1]);
}

/** Samples by the low end of their bin in ms, all columns of a heat map together. */
function rows_of(map) {
  const rows = new Map();
  map.counts.forEach((counts, column) => counts.forEach((count, i) => {
    const low_ms = 10 ** ((map.first[column] + i) / map.rows_a_decade) / 1e6;
    rows.set(low_ms, (rows.get(low_ms) ?? 0) + count);
  }));
  return rows;
}

/** The same of times in ns: of the middle of each one's bucket, which keeps eleven binary digits. */
function rows_by(times, bins_a_decade) {
  const rows = new Map();
  for (const ns of times) {
    const width = 2 ** (Math.floor(Math.log2(ns)) - 10);
    const middle = ns - (ns % width) + Math.floor((width - 1) / 2);
    const low_ms = 10 ** (Math.floor(Math.log10(middle) * bins_a_decade) / bins_a_decade) / 1e6;
    rows.set(low_ms, (rows.get(low_ms) ?? 0) + 1);
  }
  return rows;
}

/** [low end, count] of the rows that hold anything, rising. */
const filled = (rows) => [...rows].filter(([, count]) => count > 0).sort((a, b) => a[0] - b[0]);

const sum = (rows, wanted) => [...rows].filter(([low_ms]) => wanted(low_ms)).reduce((all, [, count]) => all + count, 0);

test('the heat map, the distribution and the spectrum show both modes of a server at their values', async (t) => {
  const { served, url } = await two_modes(t);
  const folder = scratch(t);
  const log = path.join(folder, 'requests.jsonl');
  const args = ['run', write_scenario(folder, script), '--target', url, '--out', folder, '--log-requests', log, '--json', '-q'];
  const run = await rushhour(t, args);
  assert.ok(run.json, run.stderr);
  const meta = run.json;
  const samples = served.fast + served.slow;
  assert.strictEqual(meta.totals.count, samples);
  assert.strictEqual(samples, 300);
  const panels = data_of(path.join(folder, meta.run)).panels;
  const requests = read_json_lines(log);
  const times = requests.map((line) => line.response_ns);
  for (const name of ['bytes_in', 'bytes_out'])
    assert.strictEqual(meta.steps[0][name], requests.reduce((all, line) => all + line[name], 0), `${name}: small sizes are exact`);

  const { first, good, failed, bins_a_decade } = panels.distribution;
  const bars = new Map(good.map((count, i) => [10 ** ((first + i) / bins_a_decade) / 1e6, count + failed[i]]));
  const charts = [['heat map', rows_of(panels['heat-map']), panels['heat-map'].rows_a_decade], ['distribution', bars, bins_a_decade]];
  for (const [name, rows, a_decade] of charts) {
    assert.deepStrictEqual(filled(rows), filled(rows_by(times, a_decade)), `${name}: every request where the log has it`);
    assert.strictEqual(sum(rows, (low_ms) => low_ms < 4.2), 0, `${name}: nothing came before it could`);
    assert.ok(sum(rows, (low_ms) => low_ms > 70) >= served.slow, `${name}: the slow ones from the row of 80 ms on`);
  }

  // 70 % are fast: p50 is of the fast mode, p90 of the slow one; the line ends where 300 samples end.
  const spectrum = panels.spectrum;
  const at = (x) => spectrum.service[spectrum.x.indexOf(x)];
  assert.ok(at(2) >= 5e6, `p50 ${at(2)} ns`);
  assert.ok(at(10) >= 80e6, `p90 ${at(10)} ns`);
  assert.strictEqual(at(2), meta.totals.service_time_ns.p50);
  assert.strictEqual(at(10), meta.totals.service_time_ns.p90);
  assert.strictEqual(Math.max(...spectrum.x), 30);
  const page = fs.readFileSync(path.join(folder, meta.run, 'report.html'), 'utf8');
  assert.match(page, /Requests gather around \w+ response times?[,:]/);
});
