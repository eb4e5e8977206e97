// What is scraped beside the load, from the source's answers to the run directory and the page; and sources that are no good.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const zlib = require('node:zlib');
const { test } = require('node:test');
const { once } = require('node:events');

const { rushhour, run_directory, read_json, read_json_lines, scratch, write_scenario } = require('./support.cjs');

const scenario = (seconds) => `
  options = { scenarios = { s = { executor = "constant-arrival-rate", exec = "go", rate = 20, duration = ${seconds}, max_vus = 20 } } }
  function go() require("rushhour.http").get("/work") end`;

/** A target whose /metrics is answered by `tell(request, response, number)`; everything else is "ok". */
async function start_target(t, tell) {
  let asked = 0;
  const requests = [];
  const server = http.createServer((request, response) => {
    if (!request.url.startsWith('/metrics')) return response.end('ok');
    requests.push(request);
    return tell(request, response, asked++);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, requests };
}

const clean = { RUSHHOUR_SCRAPE: undefined, RUSHHOUR_SCRAPE_KEEP: undefined };

async function play(t, target, args, { seconds = 2, env = {} } = {}) {
  const folder = scratch(t);
  const out = path.join(folder, 'runs');
  const words = ['run', write_scenario(folder, scenario(seconds)), '--out', out, '--no-annotations', ...args];
  if (target !== null) words.push('--target', target);
  const ran = await rushhour(t, words, { env: { ...process.env, ...clean, ...env } });
  assert.ok([0, 98].includes(ran.code), `${ran.code}: ${ran.stderr}`);
  const directory = run_directory(out);
  const file = path.join(directory, 'telemetry.jsonl');
  const lines = fs.existsSync(file) ? read_json_lines(directory, 'telemetry.jsonl') : [];
  return {
    ...ran, directory, lines, meta: read_json(directory, 'run.json'), events: read_json_lines(directory, 'events.jsonl'),
    page: fs.readFileSync(path.join(directory, 'report.html'), 'utf8'),
    series: lines.flatMap((line) => (line.series || []).map((one) => ({ ...one, source: line.source }))),
    samples: lines.filter((line) => line.values), gaps: lines.filter((line) => line.gap !== undefined),
  };
}

const text = (n) => `# TYPE hits counter\nhits_total{route="/"} ${n * 50}
# TYPE process_cpu_seconds counter\nprocess_cpu_seconds_total ${n / 2}\n`;

test('a source is looked at while the load goes on, and its figures stand in the run directory and on the page', async (t) => {
  const target = await start_target(t, (request, response, n) => response.end(text(n)));
  const ran = await play(t, target.url, ['--scrape', `${target.url}/metrics?key=sesame`]);
  const source = `${target.url}/metrics`;
  assert.deepEqual(ran.series.map((one) => [one.id, one.source, one.name, one.labels, one.type]), [
    [0, source, 'process_cpu_seconds_total', '', 'counter'], [1, source, 'hits_total', 'route="/"', 'counter']]);
  assert.ok(ran.samples.length >= 2);
  const at = ran.samples.map((sample) => sample.at_ns);
  assert.deepEqual(at, [...at].sort((a, b) => a - b));
  assert.ok(at[0] >= 0);
  const hits = ran.samples.map((sample) => new Map(sample.values).get(1));
  assert.deepEqual(hits, [...hits].sort((a, b) => a - b));
  assert.match(ran.page, /What the target&#39;s machine told|What the target's machine told/);
  assert.equal(target.requests[0].url, '/metrics?key=sesame');
  assert.equal(target.requests[0].headers['accept-encoding'], 'identity');
  assert.ok(!fs.readFileSync(path.join(ran.directory, 'telemetry.jsonl'), 'utf8').includes('sesame'));
  assert.deepEqual(ran.meta.settings.scrape.value, [source]);
});

test('an answer that comes packed all the same is read', async (t) => {
  const target = await start_target(t, (request, response, n) => {
    response.setHeader('content-encoding', 'gzip');
    response.end(zlib.gzipSync(text(n)));
  });
  const ran = await play(t, target.url, ['--scrape', target.url]);
  assert.equal(ran.series.length, 2);
  assert.equal(ran.gaps.length, 0);
});

test('sources that are dead, huge, garbage or not found leave gaps, and the run is as it would have been', async (t) => {
  const ways = [(response) => response.destroy(), (response) => response.end(`a 1\n${'#'.repeat(5e6)}`),
    (response) => response.end(Buffer.from([0, 255, 10, 7])), (response) => { response.statusCode = 404; response.end('a 1\n'); }];
  for (const way of ways) {
    const target = await start_target(t, (request, response) => way(response));
    const ran = await play(t, target.url, ['--scrape', target.url]);
    assert.equal(ran.series.length, 0);
    assert.ok(ran.gaps.length >= 1);
    assert.equal(ran.meta.load.done, 40);
    assert.match(ran.page, /got no answer/);
  }
});

test('a source that stands still holds up neither the load nor the end of the run', async (t) => {
  const target = await start_target(t, () => {});
  const ran = await play(t, target.url, ['--scrape', target.url]);
  assert.equal(ran.meta.load.done, 40);
  assert.equal(ran.samples.length, 0);
});

test('of thousands of series a hundred are kept unasked, the named ones if some are named, and the rest counted', async (t) => {
  const many = Array.from({ length: 3000 }, (_, i) => `m{n="${i}"} ${i}`).join('\n');
  const target = await start_target(t, (request, response) => response.end(`${many}\nprocess_open_fds 7\n`));
  const usual = await play(t, target.url, ['--scrape', target.url]);
  assert.equal(usual.series.length, 100);
  assert.equal(usual.series[0].name, 'process_open_fds');
  const left = usual.events.find((event) => event.event === 'telemetry_left_out');
  assert.deepEqual(left.series, { [`${target.url}/metrics`]: 2901 });
  const named = await play(t, target.url, [], { env: { RUSHHOUR_SCRAPE: target.url, RUSHHOUR_SCRAPE_KEEP: 'process_*,none' } });
  assert.deepEqual(named.series.map((one) => one.name), ['process_open_fds']);
  assert.equal(named.meta.settings.scrape.source, 'environment');
});

test('processes are watched by their number, and by where the target listens', async (t) => {
  const target = await start_target(t, (request, response) => response.end());
  const ran = await play(t, target.url, ['--scrape', `pid:${process.pid}`, '--scrape', 'process:local']);
  const names = new Set(ran.series.map((one) => one.source));
  assert.deepEqual([...names].sort(), [`process ${process.pid}`, 'target process']);
  for (const name of ['process_cpu_seconds_total', 'process_threads', 'process_resident_memory_bytes'])
    assert.equal(ran.series.filter((one) => one.name === name).length, 2, name);
  assert.match(ran.page, /Memory|MB at the beginning/);
});

test('a target that the run starts is watched without being asked, unless nothing is to be', async (t) => {
  const ran = await play(t, null, []);
  assert.deepEqual([...new Set(ran.lines.map((line) => line.source))].sort(), ['target', 'target process']);
  const names = new Set(ran.series.map((one) => one.name));
  for (const name of ['process_cpu_seconds_total', 'rushhour_target_events_total', 'process_threads']) assert.ok(names.has(name), name);
  assert.ok(Number.isFinite(Date.parse(ran.meta.load_began)));
  assert.equal((await play(t, null, ['--scrape', 'none'])).lines.length, 0);
});

test('what cannot be scraped is refused before anything is sent', async (t) => {
  const folder = scratch(t);
  const file = write_scenario(folder, scenario(1));
  for (const wrong of ['ftp://h/', 'pid:x', 'http://u:sesame@h/', 'process:remote']) {
    const ran = await rushhour(t, ['run', file, '--scrape', wrong, '--target', 'http://127.0.0.1:1', '--out', path.join(folder, 'no')]);
    assert.equal(ran.code, 2, ran.stderr);
    assert.match(ran.stderr, /--scrape/);
    assert.ok(!ran.stderr.includes('sesame'));
    assert.ok(!fs.existsSync(path.join(folder, 'no')));
  }
});

test('a process that is not there is told before a run directory is made or anything is sent', async (t) => {
  const folder = scratch(t);
  const target = await start_target(t, (request, response) => response.end());
  const words = ['run', write_scenario(folder, scenario(1)), '--scrape', 'pid:2147483632', '--out', path.join(folder, 'no')];
  for (const where of [['--target', target.url], []]) {
    const ran = await rushhour(t, [...words, ...where]);
    assert.equal(ran.code, 104, ran.stderr);
    assert.equal(ran.stderr, 'rushhour: --scrape pid:2147483632: there is no process of that number, or it may not be looked into\n');
    assert.ok(!fs.existsSync(path.join(folder, 'no')), 'no run directory was made');
  }
});

test('the process of a target that the run starts is found by any of its names', async (t) => {
  const ran = await play(t, null, ['--scrape', 'process:local']);
  assert.deepEqual([...new Set(ran.lines.map((line) => line.source))].sort(), ['target', 'target process']);
  const alone = await play(t, null, ['--scrape', 'none', '--scrape', 'process:local']);
  assert.deepEqual([...new Set(alone.lines.map((line) => line.source))], ['target process']);
});
