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

const { binary, free_port, make_certificates, rushhour, scratch, start, start_https_server, start_plain_server,
  write_scenario } = require('./support.cjs');
const { parse_wrk } = require('./wrk_output.cjs');

const has_wrk = spawnSync('wrk', ['--version']).error === undefined;
const no_wrk = has_wrk ? false : 'wrk is not installed';

/** The first whole message of `text`, with its body. */
function first_message(text) {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = end + 4 + Number(/^content-length: *(\d+)\r$/im.exec(text.slice(0, end + 2))?.[1] ?? 0);
  return text.length < length ? undefined : text.slice(0, length);
}

/** A server that keeps what every connection sent, message by message, and answers each with 200 and a token. */
async function start_listening_server(t) {
  const heard = [];
  const server = net.createServer((socket) => {
    let text = '';
    socket.setEncoding('latin1').on('data', (piece) => {
      text += piece;
      for (let message = first_message(text); message !== undefined; message = first_message(text)) {
        heard.push(message);
        text = text.slice(message.length);
        socket.write('HTTP/1.1 200 OK\r\nX-Token: t0\r\nContent-Length: 2\r\n\r\nok');
      }
    }).on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}`, heard };
}

/** A message with its headers in order of their names: wrk promises none. */
const sorted = (message) => {
  const [head, ...rest] = message.split('\r\n\r\n');
  const [first, ...headers] = head.split('\r\n');
  return [[first, ...headers.sort()].join('\r\n'), ...rest].join('\r\n\r\n');
};

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

/** wrk's own kinds of scripts, as its users write them. */
const wrk_scripts = {
  'a form that is posted': `
wrk.method = "POST"
wrk.body   = "foo=bar&baz=quux"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
`,
  'a path and a header that count': `
counter = 0
request = function()
   path = "/" .. counter
   wrk.headers["X-Counter"] = counter
   counter = counter + 1
   return wrk.format(nil, path)
end
`,
  'a token that is fetched first': `
token = nil
path  = "/authenticate"
request = function()
   return wrk.format("GET", path)
end
response = function(status, headers, body)
   if not token and status == 200 then
      token = headers["X-Token"]
      path  = "/resource"
      wrk.headers["X-Token"] = token
   end
end
`,
  'paths from the words behind --': `
function init(args)
   paths = { args[0]:match("^http") and "/words/" .. #args, args[1], args[2] }
   at = 0
end
function request()
   at = at % #paths + 1
   return wrk.format("PUT", paths[at], nil, "")
end
`,
  'a body that was made by hand': `
request = function()
   return "DELETE /made/by/hand HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 2\\r\\n\\r\\n{}"
end
`,
};

test('a wrk script sends what wrk sends for it', { skip: no_wrk }, async (t) => {
  for (const [says, script] of Object.entries(wrk_scripts)) {
    await t.test(says, async (t) => {
      const { url, heard } = await start_listening_server(t);
      const file = write_scenario(scratch(t), script, 'script.lua');
      const words = ['-t1', '-c1', '-d1s', '-s', file, '-H', 'X-Given: yes', `${url}/base`, '--', '/one', '/two'];
      const ended = await rushhour(t, ['bench', ...words]);
      assert.ok([0, 98].includes(ended.code), ended.stderr);
      const ours = heard.splice(0).map(sorted);
      await start(t, 'wrk', words).exited;
      const theirs = heard.splice(0).map(sorted);
      const both = Math.min(ours.length, theirs.length, 50);
      assert.ok(both >= 5, `${ours.length} and ${theirs.length} messages`);
      assert.deepStrictEqual(ours.slice(0, both), theirs.slice(0, both));
    });
  }
});

test('a wrk script that cannot be played is refused before anything is sent', async (t) => {
  let requests = 0;
  const url = await start_plain_server(t, () => { requests += 1; });
  const folder = scratch(t);
  const pipeline = 'local r\ninit = function() r = wrk.format(nil, "/a") .. wrk.format(nil, "/b") end\nrequest = function() return r end';
  const rows = [
    ['done()', 'done = function(summary, latency, requests) io.write("x") end', /done\(\).*later/],
    ['setup()', 'setup = function(thread) end', /setup\(\).*later/],
    ['delay()', 'delay = function() return 1 end', /delay\(\).*later/],
    ['wrk.lookup', 'local addresses = wrk.lookup("localhost", "80")', /script\.lua:1: wrk\.lookup.*later/],
    ['a pipeline', pipeline, /several messages/],
    ['a mistake', 'wrk.nothing.x = 1', /script\.lua:1:/],
  ];
  for (const [says, script, pattern] of rows) {
    await t.test(says, async (t) => {
      const ended = await rushhour(t, ['bench', '-d1s', '-s', write_scenario(folder, script, 'script.lua'), url]);
      assert.strictEqual(ended.code, 107, ended.stderr);
      assert.strictEqual(ended.stdout, '');
      assert.match(ended.stderr, pattern);
      assert.strictEqual(ended.stderr.trimEnd().split('\n').length, 1, ended.stderr);
    });
  }
  assert.strictEqual(requests, 0);
});

test('errors of a script while it runs make the measurement invalid', async (t) => {
  const url = await start_plain_server(t);
  const file = write_scenario(scratch(t), 'response = function(status)\n  error("did not like " .. status)\nend');
  const { code, stdout } = await rushhour(t, ['bench', '-t1', '-c2', '-d1s', '-R', '100', '-s', file, url]);
  assert.strictEqual(code, 98);
  assert.match(stdout, /INVALID/);
  assert.match(stdout, /script/);
});

test('a rushhour scenario is played by c users, its setup before and its teardown after', async (t) => {
  const paths = new Map();
  const url = await start_plain_server(t, (request) => paths.set(request.url, (paths.get(request.url) ?? 0) + 1));
  const file = write_scenario(scratch(t), `
local http, env = require "rushhour.http", require "rushhour.env"
options = { scenarios = { s = { executor = "constant-vus", exec = "f", vus = 1, duration = "1h" } },
            thresholds = { errors = "rate < 0.0001%" } }
function setup() http.get("/setup") return { dish = "soup" } end
function f(ctx) http.get("/" .. ctx.data.dish .. "/" .. env.CITY, { expect = 404 }) end
function teardown() http.get("/teardown") end
`);
  const { code, json } = await rushhour(t,
    ['bench', '-t1', '-c3', '-d1s', '-R', '50', '-s', file, '-e', 'CITY=Graz', '--json', `${url}/`]);
  assert.ok([0, 98].includes(code));
  assert.deepStrictEqual([...paths.keys()].sort(), ['/setup', '/soup/Graz', '/teardown']);
  assert.strictEqual(paths.get('/soup/Graz'), 50);
  assert.strictEqual(paths.get('/setup'), 1);
  assert.strictEqual(json.bench.requests, 50);
  assert.strictEqual(json.bench.errors.status, 50);
  assert.strictEqual(json.plan.scenarios[0].vus ?? json.plan.scenarios[0].max_vus, 3);
  assert.deepStrictEqual(json.thresholds, []);
});

test('what does not go with a scenario is named', async (t) => {
  const url = await start_plain_server(t);
  const file = write_scenario(scratch(t),
    'options = { scenarios = { s = { executor = "constant-vus", exec = "f", vus = 1, duration = "1h" } } }\nfunction f() end');
  const rows = [
    [['-H', 'A: b', '-s', file, url], 2, /-H/],
    [['-s', file, `${url}/path`], 2, /path/],
    [['-s', file, url, '--', 'word'], 2, /--/],
    [[url, '--', 'word'], 2, /-s/],
    [['-e', 'A=b', url], 2, /-e/],
    [['-e', 'A', '-s', file, url], 2, /-e/],
    [['-s', 'nowhere.lua', url], 107, /nowhere\.lua/],
  ];
  for (const [words, code, pattern] of rows) {
    const ended = await rushhour(t, ['bench', '-d1s', ...words]);
    assert.strictEqual(ended.code, code, ended.stderr);
    assert.match(ended.stderr, pattern);
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
