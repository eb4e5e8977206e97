// What the README shows is run as it stands: the scenario, and every command on the binary.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { rushhour, scratch, start_target, top, until } = require('./support.cjs');

const readme = fs.readFileSync(path.join(top, 'README.md'), 'utf8');
const blocks = (language) => [...readme.matchAll(new RegExp('^```' + language + '\\n([\\s\\S]*?)^```', 'gm'))].map((match) => match[1]);
const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));

// A target that goes on until it is stopped, and a run against it.
const of_the_city = blocks('sh').find((block) => block.includes('rushhour target')).trim().split('\n');

// Words as a shell takes them, for the double quotes that the README uses.
const words = (line) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]);

test('every command of the README on the binary works on the scenario that it shows', async (t) => {
  const folder = scratch(t);
  fs.writeFileSync(path.join(folder, 'first.lua'), blocks('lua')[0]);
  const { url } = await start_target(t);
  const shown = commands.filter((line) => line.startsWith('build/release/rushhour') && !of_the_city.includes(line));
  assert.ok(shown.length >= 5, 'the README shows its commands');
  let run;
  for (const line of shown) {
    const args = words(line).slice(1).map((word) => word.replace('runs/NAME', run).replace('http://127.0.0.1:8080', url));
    const { code, stdout, stderr } = await rushhour(t, args, { cwd: folder });
    // A busy machine may make a run invalid; that is a verdict and no failure of the command.
    assert.ok(code === 0 || code === 98, `${line}: ${code}\n${stdout}${stderr}`);
    assert.notStrictEqual(stdout, '', `${line} says something`);
    if (fs.existsSync(path.join(folder, 'runs'))) run ??= path.join('runs', fs.readdirSync(path.join(folder, 'runs'))[0]);
  }
});

// A short lunch: too few guests for the percentiles that its thresholds ask for, which is what 99 says.
test('the city of the README lives, and takes the lunch that is shown', async (t) => {
  const [city, lunch] = of_the_city;
  const { url, data } = await start_target(t, { args: words(city).slice(2) });
  const here = (word) => word.replace(/^scenarios/, path.join(top, 'scenarios')).replace('http://127.0.0.1:8080', url);
  const args = words(lunch).slice(1).map(here);
  const short = ['RATE=20', 'SCALE=0.1', 'LOOKS=4'].flatMap((knob) => ['-e', knob]);
  const { code, stdout, stderr, json } = await rushhour(t, [...args, ...short, '--json'], { cwd: scratch(t) });
  assert.ok([0, 98, 99].includes(code), `${code}\n${stdout}${stderr}`);
  assert.strictEqual(json.target, url);
  const log = path.join(data, 'events/events-00000000000000000001.jsonl');
  await until(() => fs.readFileSync(log, 'utf8').includes('"order.accepted"'), 'a kitchen takes an order');
});

test('the make commands of the README are targets of the Makefile', () => {
  const makefile = fs.readFileSync(path.join(top, 'Makefile'), 'utf8');
  const shown = commands.filter((line) => line.startsWith('make '));
  assert.deepStrictEqual(shown, ['make demo', 'make test']);
  for (const line of shown) assert.match(makefile, new RegExp(`^${line.slice(5)}:`, 'm'));
});

test('every page that the README links to exists', () => {
  for (const [, link] of readme.matchAll(/\]\(([^)]+)\)/g)) assert.ok(fs.existsSync(path.join(top, link)), link);
});
