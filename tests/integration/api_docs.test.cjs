// docs/api.md is held to the target: its table of routes, and the commands that it shows.
'use strict';

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { promisify } = require('node:util');

const { binary, start, start_target, top } = require('./support.cjs');

delete process.env.RUSHHOUR_ADMIN_TOKEN; // so that the target draws one, as the page says
const page = fs.readFileSync(path.join(top, 'docs/api.md'), 'utf8');
const rows = page.matchAll(/^\| `(GET|POST|PUT|DELETE) (\/\S+)` \| ([^|]+) \|/gm);
const routes = [...rows].map(([, method, place, who]) => ({ method, place, who }));
const no_order = '0'.repeat(24);
const url_of = (url, place) => url + place.replace('/orders/{id}', `/orders/${no_order}`).replace('{id}', '1');

test('the page and the source tell of the same routes', () => {
  const source = fs.readFileSync(path.join(top, 'target/service/routes.cpp'), 'utf8');
  const known = [...source.matchAll(/\{"((?:GET|POST|PUT|DELETE) \/[^"]*)"/g)].map((match) => match[1]);
  assert.ok(known.length > 30, 'the table stands in the source');
  assert.deepEqual(routes.map(({ method, place }) => `${method} ${place}`).sort(), known.sort());
});

test('each path of the page takes the methods that stand there, and no other', async (t) => {
  const { url } = await start_target(t);
  for (const place of new Set(routes.map((route) => route.place))) {
    const here = routes.filter((route) => route.place === place).map(({ method }) => method);
    const methods = here.includes('GET') ? [...here, 'HEAD'] : here;
    const answer = await fetch(url_of(url, place), { method: 'PATCH' });
    assert.equal(answer.status, 405, place);
    assert.deepEqual(answer.headers.get('allow').split(', ').sort(), methods.sort(), place);
  }
});

test('who may ask is who the page says', async (t) => {
  const { url } = await start_target(t);
  const roles = new Set(['anyone', 'signed in', 'customer', 'restaurant', 'courier', 'admin']);
  for (const { method, place, who } of routes) {
    assert.ok(roles.has(who), `${place}: ${who}`);
    const answer = await fetch(url_of(url, place), { method });
    const text = await answer.text();
    assert.equal(answer.status === 401, who !== 'anyone', `${method} ${place}: ${answer.status} ${text}`);
    if (who !== 'anyone' && who !== 'signed in') assert.match(JSON.parse(text).detail, new RegExp(`signed in as (a|the) ${who}$`));
    assert.doesNotMatch(text, /nothing at this path/);
  }
});

test('the commands of the page work as they stand', async (t) => {
  const [, shown] = page.match(/^```sh\n([\s\S]*?)^```/m);
  const { url, data } = await start_target(t);
  const script = shown.replace('http://127.0.0.1:8080', url).replace('target-data', data);
  assert.notEqual(script, shown);
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script]);
  assert.match(stdout, /"status":"ready"/);
  assert.match(stdout, /"ready":1,/, 'the figures of the moment tell of it');
});

test('every flag of the target stands on the page, and every flag of the page is one', async (t) => {
  const help = start(t, binary, ['target', '--help']);
  await help.exited;
  const named = (text) => new Set([...text.matchAll(/--[a-z][a-z-]*/g)].map(([flag]) => flag));
  const flags = (text) => [...named(text)].filter((flag) => flag !== '--help').sort();
  const table = page.slice(page.indexOf('### Flags'), page.indexOf('\nSIGINT and SIGTERM'));
  const left = table.split('\n').filter((line) => line.startsWith('| `--')).map((line) => line.split('|')[1]).join(' ');
  assert.deepEqual(flags(left), flags(help.stdout));
});

test('every page that this one links to exists', () => {
  for (const [, link] of page.matchAll(/\]\(([^)]+)\)/g)) assert.ok(fs.existsSync(path.join(top, 'docs', link)), link);
});
