// The user's mistakes: one clear line that says what is wrong, where, and what to do; the right exit code; nothing left behind.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { free_port, rushhour, scratch, start_plain_server, start_target, write_scenario } = require('./support.cjs');

const scenario = (options) => `
local http = require "rushhour.http"
options = { scenarios = { s = ${options} } }
function f() http.get("/") end
`;
const good = '{ executor = "constant-vus", exec = "f", vus = 1, duration = "100ms" }';

/** One message on stderr that matches every pattern, the exit code, nothing on stdout. */
async function assert_refused(t, words, code, patterns) {
  const out = path.join(scratch(t), 'runs');
  const ended = await rushhour(t, words[0] === 'run' ? [...words, '--out', out] : words);
  assert.strictEqual(ended.code, code, `exit code; ${ended.stderr}`);
  assert.strictEqual(ended.signal, null);
  const messages = ended.stderr.split('\n').filter((line) => line.startsWith('rushhour:'));
  assert.strictEqual(messages.length, 1, ended.stderr);
  for (const pattern of patterns) assert.match(messages[0], pattern);
  assert.doesNotMatch(ended.stderr, /terminate called|stack traceback|trouble of its own/);
  assert.strictEqual(ended.stdout, '');
  assert.ok(!fs.existsSync(out), 'a run directory was made');
}

test('a scenario that cannot be played is refused before anything is sent', async (t) => {
  const folder = scratch(t);
  let requests = 0;
  const url = await start_plain_server(t, () => { requests += 1; });
  const rows = [
    ['does not parse', 'options = {\nfunction f( end\n', 107, [/scenario\.lua:2:/]],
    ['throws as it loads', '\n\nerror("no menu today")\n', 107, [/scenario\.lua:3:/, /no menu today/]],
    ['sets no options', 'function f() end\n', 104, [/scenario\.lua/, /options/]],
    ['an unknown option key', scenario('{ executor = "constant-vus", exec = "f", vus = 1, duratoin = "1s" }'), 104,
      [/duratoin/, /duration/]],
    ['an unknown executor', scenario('{ executor = "constant-rate", exec = "f" }'), 104, [/executor/, /constant-/]],
    ['an executor without its rate', scenario('{ executor = "constant-arrival-rate", exec = "f", duration = "1s", max_vus = 1 }'), 104,
      [/options\.scenarios\.s\.rate/, /50\/s/]],
    ['a duration that is none', scenario('{ executor = "constant-vus", exec = "f", duration = "soon" }'), 104, [/duration/, /soon/]],
    ['a function that is not there', scenario('{ executor = "constant-vus", exec = "g", duration = "1s" }'), 104,
      [/'?g'?/, /exec|function/]],
    ['a threshold that is none', `${scenario(good)}options.thresholds = { response_tme = "p(99) < 1s" }\n`, 104,
      [/response_tme/, /response_time/]],
  ];
  for (const [says, text, code, patterns] of rows) {
    await t.test(says, (t) => assert_refused(t, ['run', write_scenario(folder, text), '--target', url], code, patterns));
  }
  assert.strictEqual(requests, 0);
});

test('flags and files that are wrong are named', async (t) => {
  const folder = scratch(t);
  const file = write_scenario(folder, scenario(good));
  const port = await free_port();
  const url = await start_plain_server(t);
  const rows = [
    ['a verb that is none', ['rnu'], 2, [/rnu/, /run/]],
    ['a flag that is none', ['run', file, '--taget', 'http://127.0.0.1:1'], 2, [/--taget/]],
    ['a script that is not there', ['run', path.join(folder, 'nowhere.lua')], 107, [/nowhere\.lua/]],
    ['a folder as script', ['run', folder], 107, [new RegExp(path.basename(folder))]],
    ['a target that is no URL', ['run', file, '--target', 'localhost'], 2, [/--target/, /localhost/, /http:\/\//]],
    ['a target with a path', ['run', file, '--target', `${url}/api`], 2, [/--target/, /path/]],
    ['a target that refuses connections', ['run', file, '--target', `http://127.0.0.1:${port}`], 104, [/--target/, /refused/]],
    ['authorities that are not there', ['run', file, '--target', url.replace('http', 'https'), '--ca', path.join(folder, 'no.crt')], 2,
      [/--ca/, /no\.crt/]],
    ['-e without a value', ['run', file, '-e', 'RATE'], 2, [/-e/, /RATE/]],
    ['no thread at all', ['run', file, '--threads', '0'], 2, [/--threads/]],
    ['a run directory that is not there', ['report', path.join(folder, 'nothing')], 1, [/nothing/]],
    ['a folder that is no run directory', ['report', folder], 1, [new RegExp(path.basename(folder)), /run\.json|run directory/]],
    ['a query of nothing', ['query', 'select 1'], 2, [/run directories/]],
  ];
  for (const [says, words, code, patterns] of rows) await t.test(says, (t) => assert_refused(t, words, code, patterns));
});

test('a run directory with a torn run.json is refused by name', async (t) => {
  const folder = scratch(t);
  fs.writeFileSync(path.join(folder, 'run.json'), '{"schema": 1, "run": "x", ');
  await assert_refused(t, ['report', folder], 1, [/run\.json/]);
});

test('a run directory of another version of the format is refused by its number', async (t) => {
  const folder = scratch(t);
  fs.writeFileSync(path.join(folder, 'run.json'), '{"schema": 99, "run": "x"}');
  await assert_refused(t, ['report', folder], 104, [/99/]);
});

test('the target names the port that is in use and the folder that cannot be written', async (t) => {
  const { url, data } = await start_target(t);
  const folder = scratch(t);
  const file = path.join(folder, 'file');
  fs.writeFileSync(file, '');
  const port = new URL(url).port;
  const target = (listen, into) => ['target', '--listen', listen, '--data', into];
  const rows = [
    ['a port in use', target(`127.0.0.1:${port}`, path.join(folder, 'data')), 1, [/--listen/, new RegExp(port)]],
    ['no address', target('here', path.join(folder, 'data')), 2, [/--listen/, /here/]],
    ['a file where the folder should be', target('127.0.0.1:0', path.join(file, 'data')), 1, [/--data/]],
    ['a folder that another target holds', target('127.0.0.1:0', data), 1, [/--data/]],
  ];
  for (const [says, words, code, patterns] of rows) await t.test(says, (t) => assert_refused(t, words, code, patterns));
});

test('a folder for runs that cannot be made is named', async (t) => {
  const folder = scratch(t);
  const url = await start_plain_server(t);
  const file = path.join(folder, 'file');
  fs.writeFileSync(file, '');
  const words = ['run', write_scenario(folder, scenario(good)), '--target', url, '--out', path.join(file, 'runs')];
  const { code, stderr } = await rushhour(t, words);
  assert.strictEqual(code, 1, stderr);
  assert.match(stderr, /^rushhour: .*file/m);
});
