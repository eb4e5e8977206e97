// Scripts that never end, take all memory, always throw or hide inside a function of C: each run ends in time, says file and line, and what
// else was measured stands. The limit of CPU time is short here, so that the tests are; the machine may be as busy as it likes.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const { test } = require('node:test');
const { read_json, read_json_lines, run_directory, rushhour, scratch, start_plain_server, write_scenario } = require('./support.cjs');

const steady_s = 3;
const steady_rate = 20;

/** A scenario `steady` that asks the server so many times a second, and beside it one that plays `wild`, whose text begins on line 9. */
const beside_steady = (wild) => `local http, check, sleep = require "rushhour.http", require "rushhour.check", require "rushhour.sleep"
options = { limits = { script = "200ms", memory = "8MB" }, scenarios = {
  steady = { executor = "constant-arrival-rate", rate = ${steady_rate}, duration = ${steady_s}, max_vus = 20 },
  wild = { executor = "constant-vus", vus = 2, duration = ${steady_s}, graceful_stop = 1 },
} }
function steady() http.get("/steady", { name = "steady" }) end


${wild}
`;

/** The same with one scenario \`go\` only, whose text begins on line 5. */
const alone = (text) => `local http = require "rushhour.http"
options = { limits = { script = "200ms" }, scenarios = {
  go = { executor = "constant-arrival-rate", rate = 10, duration = 1, max_vus = 5 },
} }
${text}
`;

async function play(t, text, { threads = 1, files = {} } = {}) {
  const folder = scratch(t);
  for (const [name, content] of Object.entries(files)) write_scenario(folder, content, name);
  const url = await start_plain_server(t);
  const out = path.join(folder, 'runs');
  const file = write_scenario(folder, text, 's.lua');
  const ended = await rushhour(t, ['run', file, '--target', url, '--out', out, '--threads', String(threads)]);
  const read = (name) => read_json_lines(path.join(run_directory(out), name));
  return {
    ...ended,
    out,
    meta: () => read_json(path.join(run_directory(out), 'run.json')),
    events: (event) => read('events.jsonl').filter((line) => line.event === event),
  };
}

/** Every arrival of the steady scenario was played and filed. */
function assert_steady(meta) {
  const steady = meta.steps.find(({ step }) => step === 'steady');
  assert.strictEqual(steady?.count, steady_rate * steady_s, JSON.stringify(meta.load));
  assert.strictEqual(steady.errors, 0);
}

test('one that throws each time is counted at its line and stops nothing', async (t) => {
  const { code, events, meta, stdout } = await play(t, beside_steady('function wild()\n  sleep(0.05)\n  error({ code = 7 })\nend'));
  assert.strictEqual(code, 98, stdout);
  assert_steady(meta());
  assert.deepStrictEqual(events('script_error').map(({ message }) => message), ['s.lua:11: {"code":7}']);
  assert.ok(meta().generator.script_errors > 10);
  assert.deepStrictEqual(events('scenario_stopped'), []);
});

test('one that waits where it cannot fails there, and stops nothing', async (t) => {
  const wild = 'function wild()\n  sleep(0.05)\n  table.sort({ 3, 2, 1 }, function(a, b)\n    sleep(1)\n    return a < b\n  end)\nend';
  const { code, events, meta, stdout } = await play(t, beside_steady(wild));
  assert.strictEqual(code, 98, stdout);
  assert_steady(meta());
  const [error] = events('script_error');
  assert.match(error.message, /^s\.lua:12: attempt to yield across a C-call boundary/);
});

const explosion = 'string.find(("a"):rep(40), ("a-"):rep(40) .. "b")';

const at_load = {
  'the chunk itself loops': [alone('while true do end\nfunction go() end'), 's.lua:5: ran for longer than 1s'],
  'the chunk loops in pcall': [alone('while true do pcall(function()\n  while true do end end) end\nfunction go() end'),
    's.lua:6: ran for longer than 1s'],
  'the chunk takes memory without end': [alone('kept = {}\nwhile true do kept[#kept + 1] = {} end\nfunction go() end'),
    's.lua:6: took more than 64 MB'],
  'the chunk is inside a pattern that explodes': [alone(`local x = ${explosion}\nfunction go() end`),
    's.lua:5: was inside string.find for longer than 5s'],
};

for (const [what, [text, says]] of Object.entries(at_load))
  test(`where ${what}, nothing is played and the line is named`, async (t) => {
    const { code, stderr } = await play(t, text);
    assert.strictEqual(code, 107, stderr);
    assert.ok(stderr.includes(says), stderr);
  });

test('a module that never ends its loading is named by its own file and line', async (t) => {
  const files = { 'endless.lua': 'local x\nwhile true do end' };
  const { code, stderr } = await play(t, alone('require "endless"\nfunction go() end'), { files });
  assert.strictEqual(code, 107);
  assert.match(stderr, /endless\.lua:2: ran for longer than 1s/);
});

for (const [what, body, says] of [
  ['throws', 'error("no city")', 's.lua:6: no city'],
  ['throws a table', 'error({ city = "none" })', 's.lua:6: {"city":"none"}'],
  ['loops', 'while true do end', 's.lua:6: ran for longer than 0.2s'],
  ['explodes inside C', explosion, 's.lua:6: was inside string.find for longer than 1s'],
])
  test(`a setup that ${what} ends the run with 107 and its line`, async (t) => {
    const { code, stderr, meta, events } = await play(t, alone(`function setup()\n  ${body}\nend\nfunction go() end`));
    assert.strictEqual(code, 107, stderr);
    assert.ok(stderr.includes(`setup() failed: ${says}`), stderr);
    assert.deepStrictEqual([meta().status, meta().ended_by], ['finished', 'script']);
    assert.ok(events('setup_failed')[0].message.includes(says));
  });

for (const [what, body, says] of [
  ['loops', 'while true do end', 's.lua:6: ran for longer than 0.2s'],
  ['explodes inside C', explosion, 's.lua:6: was inside string.find for longer than 1s'],
])
  test(`a teardown that ${what} loses nothing of what was measured`, async (t) => {
    const text = alone(`function teardown()\n  ${body}\nend\nfunction go() http.get("/", { name = "it" }) end`);
    const { code, stderr, meta } = await play(t, text);
    assert.ok(code === 107 || code === 98, stderr);  // invalid where the machine was too busy
    assert.ok(stderr.includes(`teardown() failed: ${says}`), stderr);
    assert.strictEqual(meta().steps.find(({ step }) => step === 'it').count, 10);
  });

test('what computes for long within its limit is left alone', async (t) => {
  const text = alone('function go()\n  local n = 0\n  for i = 1, 1e5 do n = n + i end\n  http.get("/", { name = "it" })\nend');
  const { code, stdout, meta } = await play(t, text);
  assert.ok(code === 0 || code === 98, stdout);
  assert.strictEqual(meta().generator.script_errors, 0);
});
