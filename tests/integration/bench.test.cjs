// `rushhour bench`: wrk's flags, wrk's block, wrk's bytes on the wire, and a verdict besides. Speed is nowhere judged.
'use strict';

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const test = require('node:test');

const { binary, free_port, make_certificates, rushhour, scratch, start, start_https_server, start_plain_server } = require('./support.cjs');
const { sorted, start_listening_server } = require('./listening_server.cjs');
const { parse_wrk } = require('./wrk_output.cjs');

const has_wrk = spawnSync('wrk', ['--version']).error === undefined;
const no_wrk = has_wrk ? false : 'wrk is not installed';

test('the block can be read as wrk\'s is, and its figures agree with the server\'s', async (t) => {
  let requests = 0;
  const url = await start_plain_server(t, () => { requests += 1; });
  const { code, stdout, stderr } = await rushhour(t, ['bench', '-t', '2', '-c', '6', '-d', '1s', '--latency', `${url}/a?b=c`]);
  assert.ok([0, 98].includes(code), stderr);
  const read = parse_wrk(stdout);
  assert.strictEqual(read.url, `${url}/a?b=c`);
  assert.strictEqual(read.threads, 2);
  assert.strictEqual(read.connections, 6);
  assert.strictEqual(read.requests, requests);
  assert.ok(read.duration >= 1);
  assert.ok(Math.abs(read.requests_per_s - requests / read.duration) <= 0.01 * read.requests_per_s + 0.01);
  assert.ok(read.read > requests * 100, 'heads and bodies were read');
  assert.deepStrictEqual(Object.keys(read.percentiles).map(Number), [50, 75, 90, 99]);
  assert.ok(read.percentiles[50] <= read.percentiles[99] && read.percentiles[99] <= read.latency.max * 1.005);
  assert.strictEqual(read.errors, undefined);
  assert.strictEqual(read.non_2xx, 0);
  assert.match(stdout, /^ {2}response time +\d/m);
  assert.match(stdout, /^ {2}service time +\d/m);
  assert.match(stdout, new RegExp(`^ {2}TRUST {4}${code === 0 ? 'valid' : 'INVALID'}: send lag`, 'm'));
  assert.match(stdout, new RegExp(`^ {2}VERDICT .*exit code ${code}$`, 'm'));
  assert.strictEqual(stderr, '', 'what is redirected together with stdout is the block alone');
});

test('the reader of the block reads wrk\'s own', { skip: no_wrk }, async (t) => {
  const url = await start_plain_server(t);
  const wrk = start(t, 'wrk', ['-t1', '-c2', '-d1s', '--latency', url]);
  await wrk.exited;
  const read = parse_wrk(wrk.stdout);
  assert.ok(read.requests > 0);
  assert.deepStrictEqual(Object.keys(read.percentiles).map(Number), [50, 75, 90, 99]);
});

test('with a rate, so many requests are sent and no more, and the distribution is wrk2\'s', async (t) => {
  let requests = 0;
  const url = await start_plain_server(t, () => { requests += 1; });
  const { stdout } = await rushhour(t, ['bench', '-t1', '-c', '20', '-d', '2s', '-R', '100', '-L', '-U', url]);
  const read = parse_wrk(stdout);
  assert.strictEqual(requests, 200);
  assert.strictEqual(read.requests, 200);
  assert.deepStrictEqual(Object.keys(read.percentiles).map(Number).sort((a, b) => a - b), [50, 75, 90, 99, 99.9, 99.99, 99.999, 100]);
  assert.match(stdout, /HdrHistogram - Recorded Latency/);
  assert.match(stdout, /HdrHistogram - Uncorrected Latency/);
  const ends = read.spectrum.filter(([, , , rest]) => Number.isNaN(rest) || rest === Infinity);
  assert.strictEqual(ends.length, 2);
  for (const [, percentile, count] of ends) {
    assert.strictEqual(percentile, 1);
    assert.strictEqual(count, 200);
  }
});

test('a plain request has the bytes that wrk\'s has', { skip: no_wrk }, async (t) => {
  const rows = [
    ['a path', ['-c1'], '/a/b?c=d'],
    ['no path', ['-c1'], ''],
    ['headers', ['-c1', '-H', 'X-One: 1', '-H', 'X-Two: a b'], '/'],
    ['a Host of its own', ['-c1', '-H', 'Host: elsewhere'], '/'],
  ];
  for (const [says, flags, at] of rows) {
    await t.test(says, async (t) => {
      const { url, heard } = await start_listening_server(t);
      const words = ['-t1', '-d1s', ...flags, url + at];
      await rushhour(t, ['bench', ...words]);
      const ours = heard.splice(0).map(sorted);
      await start(t, 'wrk', words).exited;
      const theirs = heard.splice(0).map(sorted);
      assert.ok(ours.length > 0 && theirs.length > 0);
      assert.deepStrictEqual([...new Set(ours)], [...new Set(theirs)]);
    });
  }
});

test('answers that nobody wants and connections that break are counted under wrk\'s words', async (t) => {
  let n = 0;
  const server = http.createServer((request, response) => {
    n += 1;
    if (n % 3 === 0) return request.socket.destroy();
    response.statusCode = n % 3 === 1 ? 503 : 200;
    response.end('x');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.closeAllConnections() ?? server.close());
  const url = `http://127.0.0.1:${server.address().port}/`;
  const { stdout } = await rushhour(t, ['bench', '-t1', '-c1', '-d1s', '-R', '30', '-H', 'Connection: close', url]);
  const read = parse_wrk(stdout);
  assert.strictEqual(n, 30);
  assert.strictEqual(read.requests, 20);
  assert.strictEqual(read.non_2xx, 10);
  assert.deepStrictEqual(read.errors, { connect: 0, read: 10, write: 0, timeout: 0 });
});

test('a request without an answer ends at its timeout', async (t) => {
  const server = net.createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}/`;
  const { stdout, json } = await rushhour(t, ['bench', '-t1', '-c1', '-d1s', '-R', '1', '--timeout', '300ms', '--json', url]);
  assert.ok(stdout.startsWith('{'));
  assert.strictEqual(json.bench.requests, 0);
  assert.strictEqual(json.bench.errors.timeout, 1);
  assert.ok(json.totals.response_time_ns.max >= 300e6);
  assert.ok(json.totals.response_time_ns.at_least.includes('max'));
});

test('--json prints one result: what run.json holds, and wrk\'s figures', async (t) => {
  let requests = 0;
  const url = await start_plain_server(t, () => { requests += 1; });
  const { code, json } = await rushhour(t, ['bench', '-t1', '-c2', '-d1s', '--json', '--seed', '5', url]);
  assert.strictEqual(json.bench.requests, requests);
  assert.strictEqual(json.totals.count, requests);
  assert.strictEqual(json.verdict.exit_code, code);
  assert.strictEqual(json.seed, 5);
  assert.strictEqual(json.plan.scenarios[0].executor, 'constant-vus');
  assert.ok(json.bench.cpu_s > 0);
  assert.ok(Math.abs(json.bench.requests_per_cpu_s * json.bench.cpu_s - requests) < 1e-6 * requests + 1e-6);
});

test('no run directory stays, unless a folder is named for it', async (t) => {
  const url = await start_plain_server(t);
  const temporary = scratch(t);
  const out = path.join(scratch(t), 'kept');
  const words = ['bench', '-t1', '-c1', '-d1s', url];
  const quiet = await rushhour(t, [...words, '-q'], { env: { ...process.env, TMPDIR: temporary } });
  assert.strictEqual(quiet.stdout + quiet.stderr, '');
  assert.deepStrictEqual(fs.readdirSync(temporary), []);
  const kept = await rushhour(t, [...words, '--out', out]);
  const [name] = fs.readdirSync(out);
  assert.ok(kept.stdout.includes(path.join(out, name)));
  const report = await rushhour(t, ['report', path.join(out, name)]);
  assert.match(report.stdout, /LATENCY/);
});

test('Ctrl-C ends a bench with the figures so far', async (t) => {
  const url = await start_plain_server(t);
  const running = start(t, binary, ['bench', '-t1', '-c2', '-d', '1h', url]);
  await running.says_so(/connections\n/);
  running.kill('SIGINT');
  const { code } = await running.exited;
  assert.strictEqual(code, 105);
  assert.match(running.stdout, /^Requests\/sec:/m);
  assert.match(running.stdout, /VERDICT {2}interrupted, exit code 105/);
});

test('the user\'s mistakes are named in one line', async (t) => {
  const url = await start_plain_server(t);
  const nobody = `http://127.0.0.1:${await free_port()}/`;
  const rows = [
    ['no URL', [], 2, /URL/],
    ['a URL that is none', ['127.0.0.1:80'], 2, /URL 127\.0\.0\.1:80/],
    ['more threads than connections', [url, '-t4', '-c2'], 2, /-c 2.*4 threads/],
    ['a rate that is none', [url, '-R', 'fast'], 2, /-R fast/],
    ['a header without its colon', [url, '-H', 'x'], 2, /-H/],
    ['headers that announce a body', [url, '-H', 'Content-Length: 5'], 2, /-H.*Content-Length/],
    ['a flag of wrk\'s that is none', [url, '-n', '5'], 2, /-n/],
    ['authorities that are not there', [url.replace('http', 'https'), '--ca', path.join(scratch(t), 'no.crt')], 2, /--ca/],
    ['a server that is not there', [nobody], 104, /cannot be reached.*refused/],
  ];
  for (const [says, words, code, pattern] of rows) {
    await t.test(says, async (t) => {
      const ended = await rushhour(t, ['bench', '-d1s', ...words]);
      assert.strictEqual(ended.code, code, ended.stderr);
      assert.strictEqual(ended.stdout, '');
      assert.match(ended.stderr, pattern);
      assert.strictEqual(ended.stderr.trimEnd().split('\n').length, 1, ended.stderr);
    });
  }
});

test('a bench over TLS trusts the authority that it is told', async (t) => {
  const { ca, good } = make_certificates(scratch(t));
  const url = await start_https_server(t, good);
  const { json } = await rushhour(t, ['bench', '-t1', '-c2', '-d1s', '--json', '--ca', ca, `${url}/`]);
  assert.ok(json.bench.requests > 0);
  assert.strictEqual(json.totals.errors, 0);
});

test('the flags of HTTP are those of run', async (t) => {
  const url = await start_plain_server(t);
  const bad = await rushhour(t, ['bench', '--max-connections', '0', url]);
  assert.strictEqual(bad.code, 2);
  assert.match(bad.stderr, /--max-connections/);
});
