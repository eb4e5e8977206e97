// What the tests of pages share: one browser a file, sample runs in a folder that vanishes, and pages that collect whatever should not
// happen. RUSHHOUR_SCREENSHOTS=FOLDER keeps pictures to look at.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const test = require('node:test');

const binary = process.env.RUSHHOUR;
const chromium = '/usr/bin/chromium';
const skip = fs.existsSync(chromium) ? false : 'skipped: no chromium';
const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let folder;
let browser;

test.before(async () => {
  if (skip) return;
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rushhour-pages-'));
  execFileSync(path.join(path.dirname(binary), 'sample_runs'), [path.join(folder, 'runs')]);
  const { chromium: driver } = require('playwright-core');
  browser = await driver.launch({ executablePath: chromium, headless: true, args: flags });
});

test.after(async () => {
  if (browser) await browser.close();
  if (folder) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Where a sample run, or what a test makes itself, stands. */
const run_folder = (name) => path.join(folder, 'runs', name);

/** Makes the report of a sample run and returns what run.json would say. */
function make_report(name) {
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 256 << 20 };
  return JSON.parse(execFileSync(binary, ['report', run_folder(name), '--json'], options));
}

/** A run of another tool, JMeter, taken over: 300 requests in a minute. */
function import_run(name) {
  const rows = Array.from({ length: 300 }, (_, i) =>
    `${1_795_242_600_000 + i * 200},${20 + (i * 37) % 90},read menu,${i % 50 === 0 ? 503 : 200},ok,users 1-1,${i % 50 !== 0},900,1,1,15,2`);
  const file = path.join(folder, 'results.jtl');
  const head = 'timeStamp,elapsed,label,responseCode,responseMessage,threadName,success,bytes,grpThreads,allThreads,Latency,Connect';
  fs.writeFileSync(file, [head, ...rows, ''].join('\n'));
  const out = path.join(folder, 'imported');
  execFileSync(binary, ['import', file, '--out', out, '-q']);
  fs.renameSync(path.join(out, fs.readdirSync(out)[0]), run_folder(name));
}

/** Where a picture goes, or nothing if none is wanted. */
function picture(...names) {
  if (!process.env.RUSHHOUR_SCREENSHOTS) return undefined;
  const file = path.join(process.env.RUSHHOUR_SCREENSHOTS, ...names);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return file;
}

/**
 * Opens a report; `trouble` collects whatever should not happen: messages on the console, errors, dialogs, requests. `context` is what
 * Playwright's newContext takes, beside the usual.
 */
async function open(t, name, { scheme = 'light', width = 1200, scripts = true, context = {} } = {}) {
  const own = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 }, javaScriptEnabled: scripts, ...context });
  t.after(() => own.close());
  const page = await own.newPage();
  const url = pathToFileURL(path.join(run_folder(name), 'report.html')).href;
  const trouble = [];
  // Chromium's advice for whoever reads a canvas often, which only these tests do.
  page.on('console', (message) => { if (!message.text().includes('willReadFrequently')) trouble.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => { trouble.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => { if (request.url() !== url) trouble.push(`request: ${request.url()}`); });
  await page.goto(url, { waitUntil: 'load' });
  const file = picture(`${name}-${scheme}-${width}.png`);
  if (file) await page.screenshot({ path: file, fullPage: true });
  return { page, trouble };
}

/** In the page: how many different colours stand on each canvas; an empty one has a single one. */
function colours_on_canvases() {
  return [...document.querySelectorAll('canvas')].map((canvas) => {
    const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return new Set(pixels).size;
  });
}

/** In the page: a table as {row heading: [{text, value}]}. */
function table_rows(id) {
  const rows = {};
  for (const row of document.querySelectorAll(`#${id} tbody tr`))
    rows[row.cells[0].textContent] = [...row.cells].slice(1).map((cell) => ({ text: cell.textContent, value: cell.dataset.value ?? null }));
  return rows;
}

module.exports = { binary, colours_on_canvases, import_run, make_report, open, picture, run_folder, skip, table_rows };
