// The block on stderr while a run goes on, as a terminal of several widths shows it: under a pseudo terminal (Python's, Node has none), and
// on a small screen that the tests hold.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const test = require('node:test');

const { binary, rushhour, scratch, start, start_plain_server, write_scenario } = require('./support.cjs');
const { Screen } = require('./vt_screen.cjs');

// Its name takes most of a usual terminal's width.
const scenario_name = `rush${'_of_the_year'.repeat(4)}`;
const scenario = `
local http = require "rushhour.http"
options = {
  scenarios = {
    ${scenario_name} = { executor = "constant-arrival-rate", exec = "f", rate = "100/s", duration = "2300ms", max_vus = 20 },
    later = { executor = "constant-vus", exec = "f", vus = 1, duration = "100ms", start_time = "200ms" },
  },
  thresholds = { ["response_time{step:größer}"] = { { "p(50) < 1ns", over = "1s" } } },
}
function f() http.get("/", { name = "größer" }) end
`;

/** Plays it under a terminal: {screen, blocks, exit, bytes}; `blocks` is what the screen showed after each drawing. */
async function play(t, { columns, resizes = [], env = {}, reflows = false, words = [] }) {
  const folder = scratch(t);
  const url = await start_plain_server(t);
  const file = write_scenario(folder, scenario);
  const run = [binary, 'run', file, '--target', url, '--out', path.join(folder, 'runs'), ...words];
  // Python would give its children a UTF-8 locale where there is none.
  const surroundings = { ...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8', PYTHONCOERCECLOCALE: '0', ...env };
  for (const name of ['NO_COLOR', 'LC_ALL', 'LC_CTYPE']) if (!(name in env)) delete surroundings[name];
  const helper = path.join(__dirname, 'in_terminal.py');
  const running = start(t, 'python3', [helper, String(columns), '40', ...resizes, '--', ...run], { env: surroundings });
  assert.deepStrictEqual(await running.exited, { code: 0, signal: null }, running.stderr);
  const shown = show(running.stdout.trimEnd().split('\n').map((line) => JSON.parse(line)), new Screen(columns, { reflows }));
  assert.ok([98, 99].includes(shown.exit), `exit code ${shown.exit}`);  // the threshold fails; a busy machine may measure badly too
  return shown;
}

function show(happened, screen) {
  const blocks = [];
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = '';
  let exit;
  for (const one of happened) {
    if (one.columns !== undefined) screen.resize(one.columns);
    if (one.exit !== undefined) exit = one.exit;
    if (one.bytes === undefined) continue;
    const text = decoder.decode(Buffer.from(one.bytes, 'base64'), { stream: true });
    bytes += text;
    for (const piece of text.split(/(?<=\x1b\[\?7h)/)) {
      screen.write(piece);
      if (piece.endsWith('\x1b[?7h')) blocks.push(screen.text);
    }
  }
  return { screen, blocks, exit, bytes };
}

const count = (text, what) => text.split(what).length - 1;

test('no line of the block is wider than the terminal, and each drawing stands where the one before stood', async (t) => {
  for (const columns of [60, 80, 200])
    await t.test(`${columns} columns`, async (t) => {
      const { screen, blocks, bytes } = await play(t, { columns, words: ['--json'] });
      assert.ok(blocks.length >= 3, `${blocks.length} blocks`);
      const drawn = bytes.slice(bytes.indexOf('\x1b[?7l'), bytes.lastIndexOf('\x1b[?7h'));
      for (const line of drawn.split('\n')) {
        const plain = line.replaceAll(/\x1b\[\??[\d;]*[A-Za-z]|\r/g, '');
        assert.ok([...plain].length < columns, `${JSON.stringify(plain)} takes ${[...plain].length} of ${columns} columns`);
      }
      for (const block of blocks) {
        assert.strictEqual(count(block, '\n  generator cpu'), 1, block);
        assert.strictEqual(count(block, '\n  now '), 1, block);
        assert.match(block, /\n {2}\[[= ]{24}\] \S+ of 2\.30s/);
      }
      assert.match(blocks.at(-1), /CROSSED {3}response_\S* p\(50\) \S+, limit < 1ns/);
      assert.match(blocks.at(-1), /\n {2}done {6}[▁▂▃▄▅▆▇█]{2,} {3}at most /);
      assert.doesNotMatch(screen.text, /generator cpu|CROSSED/, 'the block is gone before the result');
    });
});

test('a terminal of less than sixty columns gets a short form', async (t) => {
  const { blocks, screen } = await play(t, { columns: 40, words: ['--json'] });
  assert.ok(blocks.length >= 3);
  assert.match(blocks.at(-1), /\n {2}done \S+\/s {2}users \d+\/21\n {2}p99 .* {2}errors 0\n {2}1 threshold crossed$/);
  assert.doesNotMatch(screen.text, /threshold crossed/);
});

test('a terminal that changes its width meanwhile keeps no piece of an older block', async (t) => {
  for (const reflows of [false, true])
    await t.test(reflows ? 'lines are broken anew' : 'lines are cut', async (t) => {
      const { screen, blocks } = await play(t, { columns: 120, resizes: ['1:64', '2:100'], reflows, words: ['--json'] });
      assert.ok(blocks.length >= 3);
      for (const block of blocks.slice(1)) {
        assert.strictEqual(count(block, 'generator cpu'), 1, block);
        assert.strictEqual(count(block, 'so far'), 1, block);
        assert.strictEqual(count(block, '] '), 1, block);
      }
      assert.doesNotMatch(screen.text, /so far|generator cpu/);
    });
});

test('the summary comes in colour on a terminal, without where NO_COLOR is set', async (t) => {
  const plays = [{}, { NO_COLOR: '1' }, { NO_COLOR: '' }].map((env) => play(t, { columns: 200, env }));
  const [usual, plain, empty] = await Promise.all(plays);
  assert.ok(usual.screen.colours > 0);
  assert.match(usual.screen.text, /THRESHOLDS[^]*VERDICT/);
  assert.strictEqual(plain.screen.colours, 0);
  assert.ok(plain.blocks.length >= 3, 'a block needs no colour');
  assert.ok(empty.screen.colours > 0, 'an empty variable says nothing');
});

test('a dumb terminal gets plain text without a single sequence', async (t) => {
  for (const { bytes, blocks, screen } of await Promise.all(['dumb', ''].map((TERM) => play(t, { columns: 200, env: { TERM } })))) {
    assert.doesNotMatch(bytes, /\x1b/);
    assert.strictEqual(blocks.length, 0);
    assert.match(screen.text, /VERDICT/);
  }
});

test('a locale that is not UTF-8 gets ASCII alone, and the first variable that is set decides', async (t) => {
  const plain = [{ LANG: 'C' }, { LANG: 'C.UTF-8', LC_ALL: 'POSIX' }, { LANG: 'C.UTF-8', LC_CTYPE: 'C' }];
  const played = await Promise.all([...plain, { LANG: 'C', LC_ALL: 'de_DE.utf8' }].map((env) => play(t, { columns: 200, env })));
  for (const [i, env] of plain.entries()) {
    const { bytes, blocks } = played[i];
    assert.ok(blocks.length >= 3);
    assert.match(bytes, /^[\x00-\x7f]*$/, JSON.stringify(env));
    assert.match(bytes, /gr\\u00f6\\u00dfer/, 'the name is written out');
    assert.doesNotMatch(blocks.at(-1), /at most/);
  }
  assert.match(played.at(-1).bytes, /größer/);
});

test('off a terminal nothing moves, and nothing is coloured', async (t) => {
  const folder = scratch(t);
  const url = await start_plain_server(t);
  const file = write_scenario(folder, scenario);
  const ended = await rushhour(t, ['run', file, '--target', url, '--out', path.join(folder, 'runs')]);
  assert.doesNotMatch(ended.stdout + ended.stderr, /\x1b/);
  assert.match(ended.stdout, /VERDICT/);
});
