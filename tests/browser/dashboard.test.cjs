// The live page in a real browser while a run goes on: values move, what the reader did stays, only who holds the token steers, and the
// page asks nobody but its own server. RUSHHOUR_SCREENSHOTS=FOLDER keeps pictures to look at.
'use strict';

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');

const binary = process.env.RUSHHOUR;
const chromium = '/usr/bin/chromium';
const skip = fs.existsSync(chromium) ? false : 'skipped: no chromium';
const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--host-resolver-rules=MAP evil.example 127.0.0.1'];

const scenario = `
local http = require "rushhour.http"
options = { scenarios = { diners = { executor = "constant-arrival-rate", rate = "30/s", duration = "120s", max_vus = 50, exec = "go" } },
            thresholds = { response_time = { "p(50) < 10s" } } }
function go() http.get("/", { name = "read menu" }) http.get("/x", { name = "<img src=x onerror=alert(1)>" }) end
`;

let browser;
let folder;

test.before(async () => {
  if (skip) return;
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rushhour-live-'));
  fs.writeFileSync(path.join(folder, 'live.lua'), scenario);
  browser = await require('playwright-core').chromium.launch({ executablePath: chromium, headless: true, args: flags });
});

test.after(async () => {
  if (browser) await browser.close();
  if (folder) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A run that goes on, and the address of its page: {url, port, token, exited}. */
async function begin(t) {
  const target = http.createServer((request, response) => response.end('ok'));
  await new Promise((resolve) => target.listen(0, '127.0.0.1', resolve));
  t.after(() => { target.closeAllConnections(); target.close(); });
  const args = ['run', path.join(folder, 'live.lua'), '--target', `http://127.0.0.1:${target.address().port}`, '--no-annotations',
    '--dashboard', '--out', path.join(folder, 'runs')];
  const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise((resolve) => child.once('close', resolve));
  t.after(async () => { child.kill('SIGKILL'); await exited; });
  let said = '';
  const match = await new Promise((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
      const found = /(http:\/\/127\.0\.0\.1:(\d+)\/)#token=([0-9a-f]+)/.exec(said);
      if (found) resolve(found);
    });
    child.once('close', () => reject(new Error(said)));
  });
  return { url: match[1], port: Number(match[2]), token: match[3], exited };
}

/** The page, as soon as it has panels; `trouble` collects what should not happen. */
async function open(t, run, fragment, width = 1200, scheme = 'light') {
  const own = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  t.after(() => own.close());
  const page = await own.newPage();
  const trouble = [];
  page.on('console', (message) => trouble.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => { trouble.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => { if (!request.url().startsWith(run.url)) trouble.push(`request: ${request.url()}`); });
  for (let tries = 0; (await page.goto(run.url + fragment)).status() !== 200; tries++) {  // 503 until the run has begun
    assert.ok(tries < 100);
    await page.waitForTimeout(100);
    trouble.length = 0;
  }
  await page.waitForSelector('#load canvas');
  return { page, trouble };
}

async function picture(page, name) {
  if (process.env.RUSHHOUR_SCREENSHOTS)
    await page.screenshot({ path: path.join(process.env.RUSHHOUR_SCREENSHOTS, `live-${name}.png`), fullPage: true });
}

test('values move, what the reader did stays, and stop ends the run', { skip, timeout: 240_000 }, async (t) => {
  const run = await begin(t);
  const { page, trouble } = await open(t, run, `#token=${run.token}`);
  const read = () => page.evaluate(() => ({
    words: document.getElementById('words').textContent,
    steps: document.getElementById('steps').textContent,
  }));
  const before = await read();
  await page.evaluate(() => {
    document.querySelector('#load details').open = true;
    const note = document.querySelector('#method .body');
    getSelection().selectAllChildren(note);
    window.kept = { note: note.firstElementChild, section: document.getElementById('load') };
    // A browser holds what is at the top of its window; what is below moves with whatever grows in between.
    document.querySelector('#load h2').scrollIntoView({ block: 'start' });
    window.seen = () => document.querySelector('#load h2').getBoundingClientRect().top;
  });
  const seen = await page.evaluate(() => window.seen());
  await page.waitForFunction((old) => document.getElementById('words').textContent !== old.words
    && document.getElementById('steps').textContent !== old.steps, before);
  const after = await page.evaluate(() => ({
    open: document.querySelector('#load details').open,
    selected: getSelection().toString().length,
    same: window.kept.note.isConnected && window.kept.section.isConnected,
    seen: window.seen(),
    images: document.images.length,
    wide: document.documentElement.scrollWidth <= innerWidth,
  }));
  assert.ok(after.open && after.same, 'details stay open');
  assert.ok(after.selected > 0, 'what was selected stays so');
  assert.ok(Math.abs(after.seen - seen) < 1, `what is in view stays in view, and does not go from ${seen} to ${after.seen}`);
  assert.ok(after.wide, 'nothing stands out of the window');
  assert.strictEqual(after.images, 0, 'names stay names');
  await picture(page, 'running');
  await page.fill('#factor', '0.5');
  await page.click('#apply');
  await page.waitForFunction(() => document.getElementById('heard').textContent.includes('0.5 times'));
  await page.click('#stop');
  await picture(page, 'sure');
  await page.click('#rather-not');
  assert.ok(await page.isVisible('#stop'));
  await page.click('#stop');
  await page.click('#really');
  await page.waitForSelector('#report');
  assert.match(await page.textContent('#words'), /^Over: /);
  assert.ok(!(await page.isVisible('#controls')));
  await picture(page, 'over');
  assert.strictEqual(await run.exited, 105);
  assert.deepStrictEqual(trouble, []);
});

/** What the server of the run said first: {panels, order, frame, now}. */
function first_frame(run) {
  return new Promise((resolve, reject) => {
    http.get(`${run.url}events`, (response) => {
      let heard = '';
      response.setEncoding('utf8').on('data', (text) => {
        heard += text;
        const data = /^data: (\{"?.*"panels".*\})$/m.exec(heard);
        if (data) { response.destroy(); resolve(JSON.parse(data[1])); }
      });
    }).on('error', reject);
  });
}

test('what a reader looks at stays, though it is replaced and the page grows above it', { skip, timeout: 240_000 }, async (t) => {
  const run = await begin(t);
  const begun = ({ panels }) => panels.steps.html.includes('read menu') && panels.load.data.iterations.begin_s.length > 2;
  let frame = await first_frame(run);
  while (!begun(frame)) frame = await first_frame(run);
  const grown = structuredClone(frame);
  grown.now.reasons = Array.from({ length: 12 }, (unused, i) => `reason ${i}`);
  for (const [id, panel] of Object.entries(grown.panels))
    panel.html = panel.html.replace(/(<(?:div|dl)[^>]*>)/, id === 'trust' ? '$1<p class="reason">one more</p>' : '$1<!-- anew -->');
  const own = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  t.after(() => own.close());
  const page = await own.newPage();
  await page.addInitScript(() => {
    window.EventSource = class { constructor() { window.say = (frame) => this.onmessage({ data: JSON.stringify(frame) }); } close() {} };
  });
  await page.goto(run.url);
  await page.evaluate((told) => window.say(told), frame);
  await page.waitForSelector('#load canvas');
  for (const [looked_at, block] of [['#steps table', 'center'], ['#load .drawing', 'center'], ['#environment tr:nth-child(9)', 'start']]) {
    const top = () => page.evaluate((where) => document.querySelector(where).getBoundingClientRect().top, looked_at);
    await page.evaluate((told) => window.say(told), frame);
    await page.evaluate(([where, at]) => document.querySelector(where).scrollIntoView({ block: at }), [looked_at, block]);
    const before = await top();
    await page.evaluate((told) => window.say(told), grown);
    const above = await page.evaluate(() => ['#reasons', '#trust .body'].map((where) => document.querySelector(where).textContent));
    assert.ok(above[0].includes('reason 11') && above[1].includes('one more'));
    const after = await top();
    assert.ok(Math.abs(after - before) < 1, `${looked_at}: ${before} before, ${after} after`);
  }
});

/** In the page: the id of what has the focus, if a reader can see that it has. */
function focused() {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 ? document.activeElement.id : '';
}

test('a run is steered by keyboard alone, and who stops it by mistake may think again', { skip, timeout: 240_000 }, async (t) => {
  const run = await begin(t);
  const { page, trouble } = await open(t, run, `#token=${run.token}`);
  const met = [];
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press('Tab');
    met.push(await page.evaluate(focused) || await page.evaluate(() => document.activeElement.className));
  }
  assert.deepStrictEqual(met, ['skip', 'theme', 'stop', 'factor', 'apply']);
  await page.locator('#stop').focus();
  await page.keyboard.press('Enter');
  assert.strictEqual(await page.evaluate(focused), 'rather-not', 'the harmless answer comes first');
  assert.strictEqual(await page.locator('#really').isVisible(), true);
  await page.keyboard.press('Enter');
  assert.strictEqual(await page.evaluate(focused), 'stop');
  assert.strictEqual(await page.locator('#really').isVisible(), false);
  await page.locator('#factor').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('0.5');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.getElementById('heard').textContent !== '');
  assert.strictEqual(await page.locator('#heard').textContent(), "The load is to be 0.5 times the plan's.");
  assert.deepStrictEqual(trouble, []);
});

test('without the token, from elsewhere and under another name nobody steers', { skip, timeout: 240_000 }, async (t) => {
  const run = await begin(t);
  const { page, trouble } = await open(t, run, '', 360, 'dark');
  assert.ok(!(await page.isVisible('#controls')), 'no controls without a token');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'fits a narrow window');
  await picture(page, 'narrow-dark');
  assert.deepStrictEqual(trouble, []);
  const wrong = { method: 'POST', headers: { Authorization: 'Bearer 00' } };
  const status = await page.evaluate(async (how) => (await fetch('/stop', how)).status, wrong);
  assert.strictEqual(status, 401);

  const elsewhere = http.createServer((request, response) => response.end('<!doctype html><title>elsewhere</title>'));
  await new Promise((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  t.after(() => { elsewhere.closeAllConnections(); elsewhere.close(); });
  const own = await browser.newContext();
  t.after(() => own.close());
  const foreign = await own.newPage();
  await foreign.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
  const told = await foreign.evaluate(([url, token]) => fetch(`${url}stop`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
  }).then((answer) => `answered ${answer.status}`, () => 'refused'), [run.url, run.token]);
  assert.strictEqual(told, 'refused', 'the browser may not even ask');
  const [posted] = await Promise.all([foreign.waitForNavigation(), foreign.evaluate((url) => {
    const form = document.body.appendChild(document.createElement('form'));
    form.method = 'POST';
    form.action = `${url}stop`;
    form.submit();
  }, run.url)]);
  assert.strictEqual(posted.status(), 403, 'a form of another page is refused');
  const rebound = await foreign.goto(`http://evil.example:${run.port}/`);
  assert.strictEqual(rebound.status(), 403);
  await page.waitForFunction((old) => document.getElementById('words').textContent !== old, await page.textContent('#words'));
});
