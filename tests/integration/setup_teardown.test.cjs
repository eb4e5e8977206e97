// setup and teardown: played once around the load, in no figure, and never able to lose what was measured.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const { test } = require('node:test');
const { read_json, read_json_lines, run_directory, rushhour, scratch, start_target, write_scenario } = require('./support.cjs');

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
