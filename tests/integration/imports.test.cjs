// Results of other tools imported by the built binary, then reported and asked like any run.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const zlib = require('node:zlib');

const { binary, read_json_lines, run_directory, rushhour, scratch, start, top } = require('./support.cjs');

const foreign = process.env.RUSHHOUR_DATA && path.join(process.env.RUSHHOUR_DATA, 'foreign');
const no_data = foreign ? false : 'skipped: no shared data';

/** Imports `files` and gives {code, stdout, stderr, json, directory}; `directory` of the run, if one was made. */
async function imported(t, files, ...args) {
  const out = path.join(scratch(t), 'runs');
  const result = await rushhour(t, ['import', ...files, '--out', out, '--json', ...args]);
  return { ...result, directory: fs.existsSync(out) ? run_directory(out) : undefined };
}

/** The value at rank ceil(q n). */
const nearest_rank = (values, q) => [...values].sort((a, b) => a - b)[Math.max(Math.ceil(q * values.length), 1) - 1];

/** Within the three digits that a histogram keeps. */
function assert_close(ns, expected_ns, what) {
  assert.ok(Math.abs(ns - expected_ns) <= expected_ns / 1000 + 1, `${what}: ${ns} is not ${expected_ns}`);
}

/** Durations in ms that look like some: most short, a few long; the same each time. */
const durations = (n) => Array.from({ length: n }, (_, i) => (i % 200 === 7 ? 900 + (i % 97) : 1 + ((i * 7919) % 40) / 4));

/** What k6 --out json writes of `times`: a request and an iteration each, every hundredth a 503. */
function k6_lines(times) {
  const start = Date.UTC(2026, 2, 1, 12);
  const tags = (i) => ({ scenario: 'diners', group: '::shop', method: 'GET', name: 'menu', url: `http://127.0.0.1/menu?page=${i}`,
    status: i % 100 === 0 ? '503' : '200', expected_response: String(i % 100 !== 0) });
  const basket = { name: 'basket', type: 'trend', contains: 'default', thresholds: [], submetrics: null };
  const lines = [{ type: 'Metric', data: basket, metric: 'basket' }];
  times.forEach((value, i) => {
    const time = new Date(start + i * 10).toISOString();
    const point = (metric, v, more = {}) => lines.push({ metric, type: 'Point', data: { time, value: v, tags: { ...tags(i), ...more } } });
    point('http_reqs', 1);
    point('http_req_duration', value);
    point('http_req_waiting', value / 2);
    point('iterations', 1);
    point('iteration_duration', value + 5);
    point('checks', i % 100 === 0 ? 0 : 1, { check: 'is 200' });
    point('basket', i % 5);
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

test('a JTL becomes a run that report and query read', async (t) => {
  const folder = scratch(t);
  const file = path.join(folder, 'evening.jtl');
  const times = durations(12_000).map(Math.round);
  const rows = times.map((ms, i) =>
    `${1795243364000 + i * 5},${ms},${i % 3 ? 'menu' : 'orders'},${i % 50 ? 200 : 503},OK,Diners 1-1,${i % 50 !== 0},100`);
  fs.writeFileSync(file, `timeStamp,elapsed,label,responseCode,responseMessage,threadName,success,bytes\n${rows.join('\n')}\n`);
  const got = await imported(t, [file]);
  assert.equal(got.code, 0, got.stderr);
  const { totals, verdict, load, generator, errors, started } = got.json;
  assert.equal(totals.count, 12_000);
  assert.equal(totals.errors, 240);
  for (const [name, q] of [['p50', 0.5], ['p90', 0.9], ['p99', 0.99]])
    assert_close(totals.service_time_ns[name], nearest_rank(times, q) * 1e6, name);
  assert.equal(totals.response_time_ns.p50, null);
  assert.deepEqual(errors, [{ class: 'http 503', count: 240 }]);
  assert.equal(verdict.measurement, 'unknown');
  assert.equal(generator, null);
  assert.equal(load.offered, null);
  assert.equal(load.done, 12_000);
  assert.equal(started, '2026-11-21T06:42:44.000000000Z');
  assert.deepEqual(fs.readdirSync(got.directory).sort(),
    ['counters.jsonl', 'events.jsonl', 'latency.hlog', 'report.html', 'run.json', 'scenario', 'slowest.jsonl']);

  const again = await rushhour(t, ['report', got.directory]);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stdout, /TRUST {4}not judged/);
  assert.match(again.stdout, /VERDICT {2}measurement not judged; no thresholds to pass, exit code 0/);
  const page = fs.readFileSync(path.join(got.directory, 'report.html'), 'utf8');
  assert.match(page, /evening\.jtl, imported from JMeter/);
  assert.match(page, /Service time over time/);
  assert.match(page, /response time not known/);
  assert.doesNotMatch(page, /measurement is valid/);

  const sentence = `select step, hdr_quantile(hdr_merge(service_time), 0.5) as p50, hdr_merge(response_time) as response
    from latency group by step order by step`;
  const asked = await rushhour(t, ['query', sentence, got.directory, '--format', 'json']);
  assert.equal(asked.code, 0, asked.stderr);
  const steps = JSON.parse(asked.stdout);
  assert.deepEqual(steps.map((row) => [row.step, row.response]), [['menu', null], ['orders', null]]);
  for (const row of steps) assert.equal(row.p50, got.json.steps.find((step) => step.step === row.step).service_time_ns.p50);
  const of_runs = await rushhour(t, ['query', 'select measurement, offered, done from runs', got.directory, '--format', 'json']);
  assert.deepEqual(JSON.parse(of_runs.stdout), [{ measurement: 'unknown', offered: null, done: 12_000 }]);
});

test('JSON and CSV of k6 come out alike, packed or not', async (t) => {
  const folder = scratch(t);
  const times = durations(3000);
  const text = k6_lines(times);
  const packed = path.join(folder, 'k6.json.gz');
  fs.writeFileSync(packed, zlib.gzipSync(text));
  const csv = path.join(folder, 'k6.csv');
  const rows = text.trim().split('\n').map((line) => JSON.parse(line)).filter((line) => line.type === 'Point')
    .map(({ metric, data: { time, value, tags } }) => `${metric},${Date.parse(time)},${value.toFixed(6)},${tags.check ?? ''},,,` +
      `${tags.expected_response},${tags.group},${tags.method},${tags.name},HTTP/1.1,${tags.scenario},,${tags.status},,,${tags.url},,`);
  fs.writeFileSync(csv, 'metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,' +
    `service,status,subproto,tls_version,url,extra_tags,metadata\n${rows.join('\n')}\n`);
  const [json_run, csv_run] = [await imported(t, [packed]), await imported(t, [csv])];
  for (const got of [json_run, csv_run]) {
    assert.equal(got.code, 0, got.stderr);
    assert.equal(got.json.totals.count, 3000);
    assert.equal(got.json.totals.errors, 30);
    for (const [name, q] of [['p50', 0.5], ['p90', 0.9], ['p99', 0.99]])
      assert_close(got.json.totals.service_time_ns[name], nearest_rank(times, q) * 1e6, name);
    assert.equal(got.json.load.done, 3000);
    assert.deepEqual(got.json.checks, [{ check: 'is 200', passes: 2970, fails: 30 }]);
    assert.equal(got.json.totals.phases_ns.wait.count, 3000);
    assert.equal(got.json.iteration_duration_ns.all.count, 3000);
    assert.equal(got.json.groups[0].group, 'shop');
    assert.equal(got.json.metrics[0].metric, 'basket');
    assert.equal(got.json.metrics[0].values.p50, 2);
  }
  assert.deepEqual(json_run.json.steps, csv_run.json.steps);
});

test('lines that cannot be read are counted, named and left out', async (t) => {
  const file = path.join(scratch(t), 'k6.json');
  const lines = k6_lines(durations(100)).split('\n');
  lines.splice(5, 0, '{"metric":"http_req_duration","type":"Point","data":{"time":"yesterday, said Jane Doe","value":1}}', 'garbage');
  fs.writeFileSync(file, lines.join('\n'));
  const got = await imported(t, [file]);
  assert.equal(got.code, 0, got.stderr);
  assert.equal(got.json.totals.count, 100);
  assert.deepEqual(got.json.imported.files, [{ file: 'k6.json', format: 'k6-json', read: 701, rejected: 2 }]);
  assert.deepEqual(got.json.warnings, ['2 of 703 lines of k6.json could not be read and are in no figure; events.jsonl names them.']);
  const events = read_json_lines(got.directory, 'events.jsonl');
  assert.deepEqual(events.slice(0, 2).map(({ event, file: name, line }) => [event, name, line]),
    [['rejected_line', 'k6.json', 6], ['rejected_line', 'k6.json', 7]]);
  assert.doesNotMatch(fs.readFileSync(path.join(got.directory, 'events.jsonl'), 'utf8'), /Jane/);
});

test('results of Vegeta as Go wrote them become a run', async (t) => {
  const got = await imported(t, [path.join(top, 'tests/golden/imports/vegeta-results.gob')]);
  assert.equal(got.code, 0, got.stderr);
  assert.equal(got.json.totals.count, 20);
  assert.deepEqual(got.json.steps.map(({ scenario, step, count, errors }) => [scenario, step, count, errors]),
    [['evening', 'GET /menu', 18, 0], ['evening', 'POST /orders', 2, 2]]);
  assert.equal(got.json.target, 'http://127.0.0.1:8080');
});

test('what is no result of a tool is refused with one message, and no run is left', async (t) => {
  const folder = scratch(t);
  const write = (name, content) => {
    fs.writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const gz = zlib.gzipSync(k6_lines(durations(500)));
  const cases = [
    [[write('empty.jtl', '')], /empty\.jtl: it is empty/, 104],
    [[folder], /it is a folder; give the file that the tool wrote/, 104],
    [[path.join(folder, 'none')], /none: there is no such file/, 104],
    [[write('binary', Buffer.from([127, 69, 76, 70, 0, 1, 2, 0]))], /it is no text, and no known format/, 104],
    [[write('notes.txt', 'it went well\n')], /it is of no known format; known are jtl, /, 104],
    [[write('cut.json.gz', gz.subarray(0, gz.length / 2))], /packed by gzip and cut short/, 104],
    [[write('cut.json', '{"aggregate": {"counters": {"http.req')], /it stops being one at byte/, 104],
    [[write('xml.jtl', '<?xml version="1.0"?>\n<testResults version="1.2">\n</testResults>\n')], /output_format=csv/, 104],
    [[write('h.log', '1795243160024466\t200\t9686\n'), '--format', 'jtl'], /no header line and 3 columns/, 104],
    [[write('h.log', '1795243160024466\t200\t9686\n'), '--format', 'jtk'], /no format 'jtk'; did you mean 'jtl'\?/, 2],
    [[], /FILE is required/, 2],
  ];
  for (const [args, message, code] of cases) {
    const got = await imported(t, args);
    assert.match(got.stderr, message);
    assert.equal(got.stderr.trim().split('\n').length, 1, got.stderr);
    assert.equal(got.code, code, got.stderr);
    assert.equal(got.directory, undefined);
    assert.equal(got.stdout, '');
  }
});

test('foreign files give the figures that their tools stated', { skip: no_data }, async (t) => {
  const cases = [
    ['jmeter-noheader.jtl', 20_000, { p50: 1e6, p90: 2e6, p99: 236e6, 'p99.9': 1000e6, max: 1002e6 }],
    ['h2load.log', 20_000, { p50: 2496e3, p90: 4811e3, p99: 13025e3, 'p99.9': 943853e3, max: 945709e3 }],
    ['jHiccup-2.0.7S.logV2.hlog', 48_761, { 'p99.9': 1745879039, max: 1796210687 }],
    ['jHiccup-2.0.6.logV1.hlog', 65_964, { 'p99.9': 1829765119, max: 1888485375 }],
  ];
  for (const [name, count, figures] of cases) {
    const got = await imported(t, [path.join(foreign, name)]);
    assert.equal(got.code, 0, got.stderr);
    assert.equal(got.json.totals.count, count, name);
    for (const [figure, ns] of Object.entries(figures)) {
      assert_close(got.json.totals.service_time_ns[figure], ns, `${name} ${figure}`);
    }
  }
  const hlog = await imported(t, [path.join(foreign, 'jHiccup-2.0.7S.logV2.hlog')]);
  assert.equal(hlog.json.started, '2015-09-09T15:24:39.474000000Z');
  assert.equal(hlog.json.imported.files[0].read, 62);
});

test('foreign files without samples keep what their tools state', { skip: no_data }, async (t) => {
  const locust = await imported(t, [path.join(foreign, 'locust_stats.csv'), path.join(foreign, 'locust_stats_history.csv')]);
  assert.equal(locust.code, 0, locust.stderr);
  const [row] = locust.json.imported.stated;
  assert.deepEqual([row.step, row.count, row.errors], ['GET /', 54_757, 0]);
  assert.deepEqual(row.times.find(({ name }) => name === 'p99'), { name: 'p99', ns: 920e6 });
  assert.equal(locust.json.totals, null);
  assert.equal(locust.json.load.done, 54_757);
  assert.match(fs.readFileSync(path.join(locust.directory, 'report.html'), 'utf8'), /Steps, with the figures that Locust states/);
  assert.equal(fs.readFileSync(path.join(locust.directory, 'latency.hlog'), 'utf8').includes('HISTFAAA'), false);

  const artillery = await imported(t, [path.join(foreign, 'artillery.json')]);
  assert.equal(artillery.json.imported.stated[0].count, 61_000);
  assert.equal(artillery.json.load.done, 61_000);

  const wrk = await imported(t, [path.join(foreign, 'wrk2-latency.txt')]);
  const { response_time_ns: response, service_time_ns: service } = wrk.json.totals;
  assert_close(response.p50, 1993e3, 'p50');
  assert_close(response.max, 1001983e3, 'max');
  assert.equal(service.p50, null);
  assert.equal(wrk.json.imported.start_known, false);
});

test('a file is read in less memory than it has bytes', async (t) => {
  const folder = scratch(t);
  const file = path.join(folder, 'large.log');
  const out = fs.openSync(file, 'w');
  for (let block = 0; block < 120; ++block) {
    let text = '';
    for (let i = 0; i < 20_000; ++i) text += `${1795243160000000 + (block * 20_000 + i) * 50}\t200\t${500 + (i % 997)}\n`;
    fs.writeSync(out, text);
  }
  fs.closeSync(out);
  const limit_kb = 48_000;
  assert.ok(fs.statSync(file).size > limit_kb * 1024);
  const command = `ulimit -d ${limit_kb} && exec "$0" import "$1" --out "$2" --json`;
  const limited = start(t, '/bin/sh', ['-c', command, binary, file, path.join(folder, 'runs')]);
  assert.deepEqual(await limited.exited, { code: 0, signal: null }, limited.stderr);
  assert.equal(JSON.parse(limited.stdout).totals.count, 2_400_000);
});
