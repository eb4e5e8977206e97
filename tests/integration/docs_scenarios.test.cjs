// What docs/scenarios.md and docs/coming-from.md show of rushhour is played as it stands.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { rushhour, scratch, start_target, top } = require('./support.cjs');

const page = (name) => fs.readFileSync(path.join(top, 'docs', name), 'utf8');
const blocks = (text, language) => [...text.matchAll(new RegExp('^```' + language + '\\n([\\s\\S]*?)^```', 'gm'))].map((match) => match[1]);
const flow = blocks(page('coming-from.md'), 'lua')[0];

test('every command of the page for newcomers works on the flow that it shows', async (t) => {
  const folder = scratch(t);
  fs.writeFileSync(path.join(folder, 'flow.lua'), flow);
  const { url } = await start_target(t);
  const commands = blocks(page('coming-from.md'), 'sh').flatMap((block) => block.trim().split('\n'));
  assert.deepStrictEqual(commands.map((line) => line.split(' ')[1]), ['check', 'run', 'run']);
  for (const line of commands) {
    const { code, stdout, stderr } = await rushhour(t, [...line.split(' ').slice(1), '--target', url], { cwd: folder });
    // A busy machine may make a run invalid, or slower than the limit; neither says anything about the page.
    assert.ok([0, 98, 99].includes(code), `${line}: ${code}\n${stdout}${stderr}`);
    if (line.includes(' check ')) {
      assert.strictEqual(code, 0);
      assert.match(stdout, /rehearsed: 3 requests, 0 not as expected, 1 checks, 0 failed/);
    } else {
      assert.match(stdout, /place order +\d+ +0 %/);
    }
  }
});

test('the options at the head of the page on scenarios are read', async (t) => {
  const file = path.join(scratch(t), 'options.lua');
  fs.writeFileSync(file, `${blocks(page('scenarios.md'), 'lua')[0]}\nfunction order_lunch() end\n`);
  const { code, stdout, stderr } = await rushhour(t, ['check', file, '--no-target']);
  assert.strictEqual(code, 0, stderr);
  assert.match(stdout, /diners: ramping-arrival-rate, 1m10s, up to 5,000 users, plays order_lunch/);
});

test('what the table of the page says each pair of flags makes is what check says', async (t) => {
  const file = path.join(scratch(t), 'flow.lua');
  fs.writeFileSync(file, flow);
  const rows = [
    [['-i', '30'], /guests: shared-iterations, at most 10m0?s?, 1 users, 30 iterations/],
    [['--stage', '30s:100/s', '--stage', '10s:0'], /guests: ramping-arrival-rate, 40\.0s, up to 200 users/],
    [['--rate', '500/s'], /guests: constant-arrival-rate, 5\.00s, up to 200 users/],
    [['-u', '7', '-d', '30s'], /guests: constant-vus, 30\.0s, 7 users/],
    [['-u', '7'], /guests: constant-arrival-rate, 5\.00s, up to 7 users/],
    [['-d', '9s'], /guests: constant-arrival-rate, 9\.00s, up to 200 users/],
  ];
  for (const [words, pattern] of rows) {
    const { code, stdout, stderr } = await rushhour(t, ['check', file, '--no-target', ...words]);
    assert.strictEqual(code, 0, stderr);
    assert.match(stdout, pattern);
  }
});

test('every page that the two pages link to exists', () => {
  for (const name of ['scenarios.md', 'coming-from.md'])
    for (const [, link] of page(name).matchAll(/\]\(([^)#]+)[^)]*\)/g)) assert.ok(fs.existsSync(path.join(top, 'docs', link)), link);
});
