// init, check and run --trace: from nothing to a scenario that runs, and a look at what it does, without a run directory.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { rushhour, scratch, start_plain_server, top, write_scenario } = require('./support.cjs');

const head = `local http, check = require "rushhour.http", require "rushhour.check"
options = { scenarios = { go = { executor = "constant-vus", vus = 2, duration = "1m" } } }
`;

async function check(t, text, words = []) {
  const folder = scratch(t);
  const ended = await rushhour(t, ['check', write_scenario(folder, text), ...words], { cwd: folder });
  assert.deepStrictEqual(fs.readdirSync(folder), ['scenario.lua'], 'nothing is written');
  return ended;
}

test('init writes a scenario that checks and runs as it stands, and what an editor wants', async (t) => {
  const folder = path.join(scratch(t), 'load');
  const made = await rushhour(t, ['init', folder]);
  assert.strictEqual(made.code, 0, made.stderr);
  assert.deepStrictEqual(fs.readdirSync(folder).sort(), ['.luarc.json', 'rushhour.d.lua', 'scenario.lua']);
  assert.match(made.stdout, /next: rushhour check .*scenario\.lua/);
  const definitions = fs.readFileSync(path.join(folder, 'rushhour.d.lua'), 'utf8');
  assert.strictEqual(definitions, fs.readFileSync(path.join(top, 'share/rushhour.d.lua'), 'utf8'));
  assert.strictEqual(JSON.parse(fs.readFileSync(path.join(folder, '.luarc.json'), 'utf8'))['runtime.version'], 'Lua 5.4');
  const checked = await rushhour(t, ['check', path.join(folder, 'scenario.lua')]);
  assert.strictEqual(checked.code, 0, checked.stdout + checked.stderr);
  assert.match(checked.stdout, /guests: constant-arrival-rate, 10\.0s, up to 100 users, plays guests/);
  assert.match(checked.stdout, /read menu +200/);
  assert.match(checked.stdout, /ok +check: menu has dishes/);
  assert.match(checked.stdout, /rehearsed: .* 0 not as expected, .* 0 failed/);
  const words = ['-d', '1s', '--rate', '400/s', '--json', '--out', path.join(folder, 'runs')];  // so many that a p(95) is supported
  const run = await rushhour(t, ['run', path.join(folder, 'scenario.lua'), ...words]);
  assert.ok(run.code === 0 || run.code === 98, `exit code ${run.code}\n${run.stderr}`);
  assert.strictEqual(run.json.load.offered, 400);
});

test('init takes the name of a file, and overwrites nothing', async (t) => {
  const folder = scratch(t);
  const first = await rushhour(t, ['init', 'lunch.lua'], { cwd: folder });
  assert.strictEqual(first.code, 0, first.stderr);
  assert.deepStrictEqual(fs.readdirSync(folder).sort(), ['.luarc.json', 'lunch.lua', 'rushhour.d.lua']);
  for (const name of ['lunch.lua', '.luarc.json', 'rushhour.d.lua']) {
    const place = scratch(t);
    fs.writeFileSync(path.join(place, name), 'mine');
    const { code, stderr } = await rushhour(t, ['init', path.join(place, 'lunch.lua')]);
    assert.strictEqual(code, 2);
    assert.ok(stderr.includes(`${path.join(place, name)} is there already`), stderr);
    assert.deepStrictEqual(fs.readdirSync(place), [name], 'nothing else is written');
    assert.strictEqual(fs.readFileSync(path.join(place, name), 'utf8'), 'mine');
  }
});

test('check tells each request, checks and their failures, and ends with 0', async (t) => {
  const url = await start_plain_server(t);
  const { code, stdout, stderr } = await check(t, `${head}
    function setup() http.get("/before", { name = "in setup" }) end
    function go()
      local r = http.get("/page?x=1")
      http.get("/wrong", { name = "wants another", expect = 404 })
      check(r, { ["it is ok"] = function(r) return r.ok end, ["it is long"] = function(r) return #r.body > 1000 end })
    end
    function teardown() http.get("/after", { name = "in teardown" }) end`, ['--target', url]);
  assert.strictEqual(code, 0, stderr);
  const wanted = [/go: constant-vus, 1m0?s?, 2 users, plays go/, /^setup$/m, /in setup +200 +\S+s/,
    /^go: one iteration of go$/m, /GET \/page +200/,
    /FAIL wants another +200/, /FAIL check: it is long/, /ok +check: it is ok/, /^teardown$/m, /in teardown +200/,
    /rehearsed: 4 requests, 1 not as expected, 2 checks, 1 failed/];
  for (const pattern of wanted) assert.match(stdout, pattern);
});

test('check ends with 107 where a function makes a mistake, and names the line', async (t) => {
  const url = await start_plain_server(t);
  const words = ['--target', url];
  const iteration = await check(t, `${head}function go()\n  http.get("/")\n  local x = nil + 1\nend`, words);
  assert.strictEqual(iteration.code, 107);
  assert.match(iteration.stdout, /FAIL scenario\.lua:5: attempt to perform arithmetic/);
  const setup = await check(t, `${head}function setup() error("no city") end\nfunction go() http.get("/never") end`, words);
  assert.strictEqual(setup.code, 107);
  assert.match(setup.stdout, /FAIL setup\(\) failed: scenario\.lua:3: no city/);
  assert.doesNotMatch(setup.stdout, /never/);
  assert.strictEqual((await check(t, 'options = {', words)).code, 107);
});

test('check ends with 104 for options that cannot be and for a target that is not there', async (t) => {
  const options = await check(t, 'options = { scenarios = { go = { executor = "constant-vus", duration = "soon" } } }', ['--no-target']);
  assert.strictEqual(options.code, 104);
  assert.match(options.stderr, /scenario\.lua: options\.scenarios\.go\.duration: wants a duration/);
  const gone = await check(t, `${head}function go() end`, ['--target', 'http://127.0.0.1:1']);
  assert.strictEqual(gone.code, 104);
});

test('check --no-target sends nothing, and takes the flags that change a load', async (t) => {
  const text = 'local http = require "rushhour.http"\nfunction default() http.get("/") end';
  const { code, stdout, stderr } = await check(t, text, ['--no-target', '-u', '7', '-d', '20s']);
  assert.strictEqual(code, 0, stderr);
  assert.match(stdout, /default: constant-vus, 20\.0s, 7 users, plays default/);
  assert.doesNotMatch(stdout, /rehearsed/);
  assert.strictEqual((await check(t, text, ['--no-target', '--target', 'http://127.0.0.1:1'])).code, 2);
});

test('run --trace shows requests and answers in full on stderr, and leaves no run directory', async (t) => {
  const url = await start_plain_server(t, (request) => request.resume());
  const folder = scratch(t);
  const file = write_scenario(folder, `${head}function go()
    http.post("/orders", { json = { dish = 7 } }, { name = "place order", headers = { ["X-Kind"] = "lunch" } })
  end`);
  const { code, stdout, stderr } = await rushhour(t, ['run', file, '--trace', '--target', url], { cwd: folder });
  assert.strictEqual(code, 0, stderr);
  assert.strictEqual(stdout, '');
  const wanted = [/^ {2}> POST \/orders HTTP\/1\.1$/m, /^ {2}> Host: 127\.0\.0\.1:\d+$/m, /^ {2}> X-Kind: lunch$/m, /^ {2}> \{"dish":7\}$/m,
    /^ {2}< HTTP 200$/m, /^ {2}< content-length: 3$/im, /^ {2}< ok$/m, /place order +200/];
  for (const pattern of wanted) assert.match(stderr, pattern);
  assert.deepStrictEqual(fs.readdirSync(folder), ['scenario.lua']);
});

test('run --trace plays the scenarios that are chosen, once each', async (t) => {
  const urls = [];
  const url = await start_plain_server(t, (request) => urls.push(request.url));
  const folder = scratch(t);
  const scenario = (name) => `${name} = { executor = "constant-vus", duration = 60 }`;
  const file = write_scenario(folder, `local http = require "rushhour.http"
    options = { scenarios = { ${['a', 'b', 'c'].map(scenario).join(', ')} } }
    ${['a', 'b', 'c'].map((name) => `function ${name}() http.get("/${name}") end`).join('\n')}`);
  const { code, stderr } = await rushhour(t, ['run', file, '--trace', '--target', url, '--scenario', 'a', '--scenario', 'c']);
  assert.strictEqual(code, 0, stderr);
  assert.deepStrictEqual(urls, ['/a', '/c']);
});

test('a body of a trace is bounded, and a binary one is a size', async (t) => {
  const http = require('node:http');
  const server = http.createServer((request, response) => {
    response.end(request.url === '/long' ? 'abcdefghijklmno\n'.repeat(8192) : Buffer.from(Array.from({ length: 500 }, (_, i) => i % 256)));
  });
  server.listen(0, '127.0.0.1');
  await require('node:events').once(server, 'listening');
  t.after(() => { server.closeAllConnections(); server.close(); });
  const file = write_scenario(scratch(t), `${head}function go() http.get("/long") http.get("/bytes") end`);
  const { stderr } = await rushhour(t, ['run', file, '--trace', '--target', `http://127.0.0.1:${server.address().port}`]);
  assert.match(stderr, /\(65536 more bytes\)/);
  assert.strictEqual([...stderr.matchAll(/^ {2}< abcdefghijklmno$/gm)].length, 4096);
  assert.match(stderr, /\(binary, 500 bytes\)/);
});
