// setup and teardown: played once around the load, in no figure, and never able to lose what was measured.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const path = require('node:path');
const { test } = require('node:test');
const { setTimeout: pause } = require('node:timers/promises');
const {
  binary, read_json, read_json_lines, run_directory, rushhour, scratch, serve, start, start_target, write_scenario,
} = require('./support.cjs');

const head = `local http = require "rushhour.http"
options = { scenarios = { go = { executor = "constant-arrival-rate", rate = 20, duration = 1, max_vus = 5 } } }
`;

async function play(t, text) {
  const folder = scratch(t);
  const { url } = await start_target(t);
  const out = path.join(folder, 'runs');
  const ended = await rushhour(t, ['run', write_scenario(folder, head + text), '--target', url, '--out', out]);
  return { ...ended, directory: run_directory(out) };
}

test('what setup returns reaches every user, and its requests are in no figure', async (t) => {
  const { code, directory } = await play(t, `
    function setup() return { city = http.get("/api/city", { name = "in setup" }):json() } end
    function go(ctx)
      http.get("/api/restaurants/" .. ctx.data.city.restaurants, { name = "the last one", expect = 200 })
    end`);
  assert.ok(code === 0 || code === 98, `exit code ${code}`);
  const { steps } = read_json(path.join(directory, 'run.json'));
  assert.deepStrictEqual(steps.map(({ step, count, errors }) => [step, count, errors]), [['the last one', 20, 0]]);
});

test('a setup that throws ends the run with 107 and its line', async (t) => {
  const { code, stderr, directory } = await play(t, 'function setup()\n  error("no city")\nend\nfunction go() end');
  assert.strictEqual(code, 107);
  assert.match(stderr, /setup\(\) failed: scenario\.lua:4: no city/);
  const meta = read_json(path.join(directory, 'run.json'));
  assert.deepStrictEqual([meta.status, meta.ended_by], ['finished', 'script']);
});

test('a teardown that throws changes the exit code and keeps every figure', async (t) => {
  const { code, stdout, stderr, directory } = await play(t, `function teardown()
  error("no broom")
end
function go() http.get("/health") end`);
  assert.match(stderr, /teardown\(\) failed: scenario\.lua:4: no broom/);
  const meta = read_json(path.join(directory, 'run.json'));
  assert.ok(code === 107 || code === 98, `exit code ${code}`);
  assert.strictEqual(meta.verdict.exit_code, code);
  assert.strictEqual(meta.load.done, 20);
  assert.match(stdout, /GET \/health/);
  assert.ok(read_json_lines(path.join(directory, 'events.jsonl')).some(({ event }) => event === 'teardown_failed'));
});

/** Plays a script against a server that answers, but for what it is asked at /slow; tells when it is asked for that. */
async function play_interrupted(t, text, { again = false } = {}) {
  const folder = scratch(t);
  let asked;
  const slow = new Promise((resolve) => { asked = resolve; });
  const server = http.createServer((request, response) => {
    if (request.url === '/slow') asked();
    else response.end('ok');
  });
  t.after(() => server.closeAllConnections());
  const url = await serve(t, server, 'http');
  const out = path.join(folder, 'runs');
  const run = start(t, binary, ['run', write_scenario(folder, head + text), '--target', url, '--out', out]);
  await slow;
  run.kill('SIGINT');
  while (again && !run.over && !run.stderr.includes('was interrupted')) { // of two signals at once one may be lost
    await pause(150);
    run.kill('SIGINT');
  }
  const { code } = await run.exited;
  return { code, stdout: run.stdout, stderr: run.stderr, directory: run_directory(out) };
}

test('Ctrl-C ends a setup that waits, with 105 and one sentence', async (t) => {
  for (const waits of ['http.get("/slow")', 'http.batch { { "GET", "/slow" }, { "GET", "/" } }',
    'http.get("/slow", { timeout = "100ms" }) require("rushhour.sleep")(50)']) {
    const { code, stdout, stderr, directory } = await play_interrupted(t, `function setup() ${waits} end
      function teardown() http.get("/teardown") end
      function go() http.get("/") end`);
    assert.strictEqual(code, 105, stderr);
    assert.deepStrictEqual(stderr.match(/^rushhour: .*$/gm), ['rushhour: scenario.lua: setup() was interrupted and not played to its end']);
    assert.match(stdout, /VERDICT {2}interrupted, exit code 105/);
    const meta = read_json(path.join(directory, 'run.json'));
    assert.deepStrictEqual([meta.status, meta.ended_by, meta.load.offered], ['finished', 'interrupt', 0]);
    assert.match(meta.ended_because, /setup\(\) was interrupted/);
  }
});

test('a teardown is played on after the first Ctrl-C, and given up at the second', async (t) => {
  const text = 'function teardown() http.get("/slow", { timeout = "1s" }) end function go() http.get("/") end';
  const once = await play_interrupted(t, text);
  assert.doesNotMatch(once.stderr, /teardown/);
  assert.ok(once.code === 0 || once.code === 98, `exit code ${once.code}`);
  const twice = await play_interrupted(t, text.replace('1s', '50s'), { again: true });
  assert.match(twice.stderr, /^rushhour: scenario\.lua: teardown\(\) was interrupted and not played to its end$/m);
  assert.ok(twice.code === 105 || twice.code === 98, `exit code ${twice.code}`);
  const meta = read_json(path.join(twice.directory, 'run.json'));
  assert.deepStrictEqual([meta.load.done, meta.teardown_exit], [20, 105]);
});
