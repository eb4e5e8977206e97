// What a target tells of itself, from its answer to the run directory, the summary and the page; and targets that tell nothing.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { test } = require('node:test');
const { once } = require('node:events');

const { rushhour, run_directory, read_json, read_json_lines, scratch, write_scenario } = require('./support.cjs');

const type = 'application/vnd.rushhour.annotations+json';
const scenario = (seconds) => `
  options = { scenarios = { s = { executor = "constant-arrival-rate", exec = "go", rate = 20, duration = ${seconds}, max_vus = 20 } } }
  function go() require("rushhour.http").get("/work") end`;

/** A target whose /api/annotations is answered by `tell(request, response)`; {url, asked: the paths of those requests, headers}. */
async function start_target(t, tell) {
  const asked = [];
  const headers = [];
  const server = http.createServer((request, response) => {
    if (!request.url.startsWith('/api/annotations')) return response.end('ok');
    asked.push(request.url);
    headers.push(request.headers);
    return tell(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, asked, headers };
}

const page = (response, annotations, next) => {
  response.setHeader('content-type', type);
  response.end(JSON.stringify({ annotations, next }));
};
const at = (ms) => new Date(ms).toISOString();
const fault = (number, began, ended = null, more = {}) => ({
  number, kind: 'fault', name: 'stall', text: 'everything waits', began_at: at(began), ended_at: ended === null ? null : at(ended), ...more,
});

async function play(t, url, { seconds = 1, args = [], env = {} } = {}) {
  const folder = scratch(t);
  const out = path.join(folder, 'runs');
  const ran = await rushhour(t, ['run', write_scenario(folder, scenario(seconds)), '--target', url, '--out', out, ...args],
    { env: { ...process.env, RUSHHOUR_NO_ANNOTATIONS: undefined, ...env } });
  assert.ok(ran.code === 0 || ran.code === 98, `${ran.code}: ${ran.stderr}`);
  const directory = run_directory(out);
  const events = read_json_lines(directory, 'events.jsonl');
  return {
    ...ran, directory, annotations: events.filter((event) => event.event === 'annotation'),
    left_out: events.find((event) => event.event === 'annotations_left_out'), meta: read_json(directory, 'run.json'),
  };
}

test('annotations of the target stand in events.jsonl by the clock of the run, in the summary and on the page', async (t) => {
  const begin = Date.now();
  const target = await start_target(t, (request, response) => {
    if (request.url.endsWith('since=0')) {
      const yesterday = begin - 86_400_000;
      const leak = fault(2, yesterday, null, { name: 'leak' });
      return page(response, [fault(1, yesterday, yesterday + 1000), leak, fault(3, begin + 60_000)], 4);
    }
    return page(response, [fault(3, begin + 60_000, begin + 90_000), { number: 'four' }], 6);
  });
  const ran = await play(t, target.url);
  assert.deepEqual(target.asked, ['/api/annotations?since=0', '/api/annotations?since=4']);
  assert.deepEqual(ran.annotations.map((one) => [one.number, one.name]), [[2, 'leak'], [3, 'stall'], [3, 'stall']]);
  const [leak, open, ended] = ran.annotations;
  assert.equal(leak.at_ns, 0);
  assert.equal(leak.ended_ns, null);
  assert.equal(open.ended_ns, null);
  assert.equal(open.at_ns, ended.at_ns);
  assert.ok(Math.abs(ended.ended_ns - ended.at_ns - 30e9) < 1e6);
  const zero = Date.parse(ran.meta.started) / 1000;
  // The clock of the run begins a little after the stamp of the run, however slow the machine is.
  assert.ok(ended.at_ns / 1e9 <= begin / 1000 + 60 - zero + 0.01, `${ended.at_ns}`);
  assert.equal(ended.kind, 'fault');
  assert.equal(ended.text, 'everything waits');
  assert.deepEqual([ran.left_out.unreadable, ran.left_out.beyond_limit], [1, 0]);

  assert.match(ran.stdout, /EVENTS of the target/);
  assert.match(ran.stdout, /leak +fault +0:00 +after the run +everything waits/);
  assert.match(ran.stdout, /and 1 more/);
  const html = fs.readFileSync(path.join(ran.directory, 'report.html'), 'utf8');
  assert.match(html, /id="annotations"/);
  assert.match(html, /everything waits/);
  const again = await rushhour(t, ['report', ran.directory]);
  assert.equal(again.code, 0); // of a report that could be made, whatever the verdict on the run
  assert.match(again.stdout, /EVENTS of the target/);
});

test('the question carries nothing of the run', async (t) => {
  const target = await start_target(t, (request, response) => page(response, [], 1));
  const ran = await play(t, target.url);
  assert.equal(ran.annotations.length, 0);
  assert.doesNotMatch(ran.stdout, /EVENTS/);
  for (const headers of target.headers) {
    assert.equal(headers.accept, type);
    assert.deepEqual(Object.keys(headers).filter((name) => !['host', 'accept', 'connection', 'user-agent'].includes(name)), []);
  }
});

test('a target that offers none is asked once, and nothing is said of it', async (t) => {
  const refusals = [
    (request, response) => { response.statusCode = 404; response.end('{}'); },
    (request, response) => response.end('ok'),
    (request, response) => { response.setHeader('content-type', type); response.end('{"annotations":7}'); },
  ];
  for (const refuse of refusals) {
    const target = await start_target(t, refuse);
    const ran = await play(t, target.url, { seconds: 2 });
    assert.equal(target.asked.length, 1);
    assert.equal(ran.annotations.length, 0);
    assert.doesNotMatch(ran.stdout + ran.stderr, /annotation/i);
  }
});

test('a target that never answers the question holds up neither the ticks nor the end', async (t) => {
  const target = await start_target(t, () => {});
  const ran = await play(t, target.url, { seconds: 3 });
  const ticks = read_json_lines(ran.directory, 'counters.jsonl');
  assert.ok(ticks.length >= 3);
  assert.equal(ran.meta.load.done, 60);
  assert.ok(target.asked.length >= 1 && target.asked.length <= 2);
});

test('a target that stands still after it offered annotations is asked again, and its run has its figures', async (t) => {
  let answers = 0;
  const target = await start_target(t, (request, response) => {
    answers += 1;
    if (answers === 1) page(response, [fault(1, Date.now())], 2);
  });
  const ran = await play(t, target.url, { seconds: 2 });
  assert.deepEqual(target.asked, ['/api/annotations?since=0', '/api/annotations?since=2']);
  assert.deepEqual(ran.annotations.map((one) => [one.number, one.ended_ns]), [[1, null]]);
});

test('--no-annotations, or its variable, asks nothing', async (t) => {
  const target = await start_target(t, (request, response) => page(response, [fault(1, Date.now())], 2));
  const by_flag = await play(t, target.url, { args: ['--no-annotations'] });
  const by_variable = await play(t, target.url, { env: { RUSHHOUR_NO_ANNOTATIONS: '1' } });
  assert.deepEqual(target.asked, []);
  assert.deepEqual(by_flag.meta.settings['no-annotations'], { value: true, source: 'flag' });
  assert.deepEqual(by_variable.meta.settings['no-annotations'], { value: true, source: 'environment' });
  assert.equal(by_flag.annotations.length + by_variable.annotations.length, 0);
});
