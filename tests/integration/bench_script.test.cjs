// `rushhour bench -s`: wrk scripts, which send what they send under wrk, and rushhour scenarios.
'use strict';

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const test = require('node:test');

const { rushhour, scratch, start, start_plain_server, write_scenario } = require('./support.cjs');
const { sorted, start_listening_server } = require('./listening_server.cjs');

const no_wrk = spawnSync('wrk', ['--version']).error === undefined ? false : 'wrk is not installed';

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
