// share/rushhour.d.lua finds what is wrong in a scenario before it is ever played, and finds nothing in those that are right.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { rushhour, scratch, top } = require('./support.cjs');
const { check_script, read_definitions } = require('./lua_checker.cjs');

const definitions = read_definitions(fs.readFileSync(path.join(top, 'share/rushhour.d.lua'), 'utf8'));
const says = (text) => check_script(text, definitions).map((found) => `${found.line}: ${found.says}`);

test('every scenario that ships is what the definitions say', () => {
  const files = fs.readdirSync(path.join(top, 'scenarios')).filter((name) => name.endsWith('.lua'));
  assert.ok(files.length >= 2);
  for (const name of files) assert.deepStrictEqual(says(fs.readFileSync(path.join(top, 'scenarios', name), 'utf8')), [], name);
});

test('so is the scenario that init writes, and every one that the pages show', async (t) => {
  const folder = scratch(t);
  await rushhour(t, ['init', folder]);
  assert.deepStrictEqual(says(fs.readFileSync(path.join(folder, 'scenario.lua'), 'utf8')), []);
  for (const page of ['README.md', 'docs/scenarios.md', 'docs/coming-from.md']) {
    const text = fs.readFileSync(path.join(top, page), 'utf8');
    const blocks = [...text.matchAll(/^```lua\n([\s\S]*?)^```/gm)].map((match) => match[1]).filter((block) => block.includes('options ='));
    assert.ok(blocks.length > 0, page);
    for (const block of blocks) assert.deepStrictEqual(says(block), [], `${page}:\n${block}`);
  }
});

const options = (inner) => `options = { scenarios = { a = { ${inner} } } }`;
const users = 'executor = "constant-vus", vus = 3, duration = "10s"';
const calling = (name, call) => `local m = require "rushhour.${name}"\nfunction go() ${call} end`;

const slips = [
  [options(`${users}, grateful_stop = "5s"`), '1: options.scenarios.a.grateful_stop: there is no such key'],
  [options(`${users}, rate = 5`), '1: options.scenarios.a.rate: there is no such key'],
  [options('executor = "constant-vus", vus = 3'), "1: options.scenarios.a: 'duration' is missing"],
  [options('executor = "ramping-vus", stages = { { "10s", "many" } }'), "1: options.scenarios.a.stages[1][2]: 'many' is none of integer"],
  [options('executor = "ramping-vus", stages = { { "10s", 5, 6 } }'), '1: options.scenarios.a.stages[1][3]: there is no such key'],
  [options('executor = "constant-arrival-rate", rate = 5, duration = 1, max_vus = 5, arrivals = "poison"'),
    `1: options.scenarios.a.arrivals: 'poison' is none of "uniform", "poisson"`],
  [options(`${users}, start_time = true`), '1: options.scenarios.a.start_time: a boolean is none of number, string'],
  ['options = {\n  vus = 3,\n  duraton = 5,\n}', '3: options.duraton: there is no such key'],
  ['options = { http = { tls = { verfy = false } } }', '1: options.http.tls.verfy: there is no such key'],
  ['options = { http = { body = "kept" } }', `1: options.http.body: 'kept' is none of "keep", "discard", "hash"`],
  ['options = 5', '1: options: a number is none of rushhour.options'],
  [calling('http', 'm.get("/", { nam = "x" })'), '2: rushhour.http.get, argument 2.nam: there is no such key'],
  [calling('http', 'm.post("/", { jsn = {} })'), '2: rushhour.http.post, argument 2.jsn: there is no such key'],
  [calling('http', 'm.post("/", "text", { auth = { user = "x" } })'), "2: rushhour.http.post, argument 3.auth: 'password' is missing"],
  [calling('http', 'm.fetch("/")'), '2: rushhour.http.fetch: there is no such function'],
  [calling('sleep', 'm({})'), '2: rushhour.sleep, argument 1: a table is none of number, string'],
];

for (const [text, wanted] of slips) test(`it is found that ${wanted}`, () => assert.deepStrictEqual(says(text), [wanted]));

test('what a script computes may be anything', () => {
  assert.deepStrictEqual(says('local n = tonumber("5")\noptions = { vus = n * 2, duration = n .. "s", [n] = 5, thresholds = make() }'), []);
  assert.deepStrictEqual(says(calling('http', 'm.get(url(), params)')), []);
});
