// rushhour serve: a folder of runs in a browser, and nothing else of the disk.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const test = require('node:test');
const { binary, rushhour, scratch, start, start_plain_server } = require('./support.cjs');

const scenario = `
local http = require "rushhour.http"
options = { scenarios = { diners = { executor = "per-vu-iterations", vus = 2, iterations = 40, exec = "go" } } }
function go() http.get("/", { name = "read menu" }) end
`;

/** A folder with two runs, one broken directory and one whose name bites; and the server of it. */
async function shelf(t) {
  const folder = scratch(t);
  const runs = path.join(folder, 'runs');
  fs.writeFileSync(path.join(folder, 'short.lua'), scenario);
  const target = await start_plain_server(t);
  for (let i = 0; i < 2; i++) {
    const run = await rushhour(t, ['run', path.join(folder, 'short.lua'), '--target', target, '--out', runs, '-q']);
    assert.ok([0, 98].includes(run.code), run.stderr);
  }
  const names = fs.readdirSync(runs).sort();
  fs.mkdirSync(path.join(runs, 'broken'));
  fs.writeFileSync(path.join(runs, 'broken', 'run.json'), '{');
  const biting = '<img src=x onerror=alert(1)>&" %2e';
  fs.cpSync(path.join(runs, names[0]), path.join(runs, biting), { recursive: true });
  fs.writeFileSync(path.join(folder, 'run.json'), '{"schema":1,"secret":"of the folder above"}');
  const server = start(t, binary, ['serve', runs]);
  const [, port] = await server.says_so(/http:\/\/127\.0\.0\.1:(\d+)\//);
  return { server, port: Number(port), runs, names, biting };
}

/** {status, headers, body}; the path goes out as it stands. */
function ask(port, target, headers = {}, method = 'GET') {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path: target, headers, method, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part) => { body += part; });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    request.on('error', reject);
    request.end();
  });
}

test('a folder of runs is listed, opened and compared, and nothing beside it is shown', async (t) => {
  const { server, port, runs, names, biting } = await shelf(t);

  await t.test('the list names every run, and what cannot be read with the reason', async () => {
    const list = await ask(port, '/');
    assert.strictEqual(list.status, 200);
    for (const name of names) assert.ok(list.body.includes(`href="/run/${name}"`), name);
    assert.match(list.body, /broken[^]*is damaged/);
    assert.ok(!list.body.includes('<script') && !list.body.includes('<img'), 'names stay names');
    assert.match(list.headers['content-security-policy'], /^default-src 'none'; style-src 'sha256-[^;]*; .*frame-ancestors 'none'$/);
    assert.strictEqual(list.headers['cache-control'], 'no-store');
    const one = await ask(port, `/?name=${encodeURIComponent(names[0].toUpperCase())}`);
    assert.match(one.body, / 1 found, /);
    assert.ok(one.body.includes(`href="/run/${names[0]}"`) && !one.body.includes(`href="/run/${names[1]}"`));
  });

  await t.test('a report is the bytes that rushhour report makes', async () => {
    const page = await ask(port, `/run/${names[0]}`);
    assert.strictEqual(page.status, 200);
    assert.strictEqual(page.body, fs.readFileSync(path.join(runs, names[0], 'report.html'), 'utf8'));
    assert.strictEqual((await ask(port, `/run/${encodeURIComponent(biting)}`)).status, 200);
  });

  await t.test('a run that changes is read again', async () => {
    const file = path.join(runs, names[1], 'run.json');
    await ask(port, `/run/${names[1]}`);
    const meta = JSON.parse(fs.readFileSync(file));
    fs.writeFileSync(file, JSON.stringify({ ...meta, target: 'http://changed.example' }));
    assert.ok((await ask(port, `/run/${names[1]}`)).body.includes('http://changed.example'));
  });

  await t.test('two runs lie beside each other, or one in the report of the other', async () => {
    const both = await ask(port, `/compare?a=${names[0]}&b=${names[1]}`);
    assert.strictEqual(both.status, 200);
    assert.ok(both.body.includes('id="a-steps-table"') && both.body.includes('id="b-steps-table"'));
    const overlay = await ask(port, `/run/${names[0]}?baseline=${names[1]}`);
    assert.strictEqual(overlay.status, 200);
    assert.ok(overlay.body.includes('id="comparison"'));
  });

  await t.test('an address reaches nothing but names that were listed', async () => {
    const tricks = ['/run/..', '/run/%2e%2e', '/run/..%2f', '/run/..%2frun.json', '/run/../runs', '/run/', '/run/.',
      `/run/${names[0]}/run.json`, `/run/${names[0]}%2frun.json`, `/run/${names[0]}%00`, '/run/%2fetc', '/compare', '/compare?a=..&b=..',
      `/compare?a=${names[0]}&b=%2e%2e`,
      `/run/${names[0]}?baseline=..%2f`, '/etc/passwd', '//etc/passwd', '/../../etc/passwd'];
    for (const trick of tricks) {
      const answer = await ask(port, trick);
      assert.strictEqual(answer.status, 404, trick);
      assert.ok(!answer.body.includes('of the folder above') && !answer.body.includes('root:x:'), trick);
    }
    const broken = await ask(port, '/run/broken');
    assert.strictEqual(broken.status, 422);
    assert.ok(broken.body.includes('is damaged'));
  });

  await t.test('others\' pages are refused, and so is whatever is no reading', async () => {
    assert.strictEqual((await ask(port, '/', { Host: 'evil.example' })).status, 403);
    assert.strictEqual((await ask(port, '/', { Origin: 'http://evil.example' })).status, 403);
    const post = await ask(port, '/', {}, 'POST');
    assert.strictEqual(post.status, 405);
    assert.strictEqual(post.headers.allow, 'GET, HEAD');
  });

  await t.test('it ends when it is told to', async () => {
    const { code } = await server.stop('SIGINT');
    assert.strictEqual(code, 0);
  });
});

test('what cannot be served is told at once', async (t) => {
  const folder = scratch(t);
  const nowhere = await rushhour(t, ['serve', path.join(folder, 'nowhere')]);
  assert.strictEqual(nowhere.code, 104);
  assert.match(nowhere.stderr, /give the folder in which runs stand/);
  const wrong = await rushhour(t, ['serve', folder, '--listen', 'here:there']);
  assert.strictEqual(wrong.code, 2);
  const taken = net.createServer();
  await new Promise((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.after(() => taken.close());
  const busy = await rushhour(t, ['serve', folder, '--listen', `127.0.0.1:${taken.address().port}`]);
  assert.strictEqual(busy.code, 1);
  assert.match(busy.stderr, /cannot listen there/);
});

test('without a descriptor left it waits instead of trying all the time, and answers when there is one again', async (t) => {
  const runs = scratch(t);
  const server = start(t, 'bash', ['-c', 'ulimit -n 24 && exec "$0" serve "$1"', binary, runs]);
  const port = Number((await server.says_so(/http:\/\/127\.0\.0\.1:(\d+)\//))[1]);
  const held = Array.from({ length: 40 }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
  t.after(() => held.forEach((socket) => socket.destroy()));
  await Promise.all(held.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  // A thread that tries all the time is never asleep, however little of a core it gets.
  const threads = `/proc/${server.child.pid}/task`;
  const is_asleep = (thread) => fs.readFileSync(path.join(threads, thread, 'stat'), 'latin1').split(') ')[1].startsWith('S');
  const serves = (thread) => fs.readFileSync(path.join(threads, thread, 'comm'), 'latin1') === 'viewing\n';
  let asleep = 0;
  for (let i = 0; i < 50; i++) {
    asleep += fs.readdirSync(threads).filter(serves).every(is_asleep) ? 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.ok(fs.readdirSync(`/proc/${server.child.pid}/fd`).length >= 24, 'it has all that it may have');
  assert.ok(asleep >= 5, `asleep in ${asleep} of 50 looks`);
  held.forEach((socket) => socket.destroy());
  assert.strictEqual((await ask(port, '/')).status, 200);
});
