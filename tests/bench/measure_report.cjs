// What a report costs to make and to open: of an hour and of a day of 50 steps, and of a run in which nothing happened. The run
// directories are written by the generator's own recorder (report_runs.cpp). First paint is Chromium's own entry, of a page from disk.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const { median } = require('./arithmetic.cjs');
const { binary, in_scratch, rounds, yardstick } = require('./processes.cjs');

const chromium = '/usr/bin/chromium';
const browser_words = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const runs = [
  { name: 'an hour, 50 steps', length_s: 3600, rate: 1000, goals: { seconds: 2, megabytes: 2, paint_ms: 1000 } },
  { name: '24 hours, 50 steps', length_s: 86_400, rate: 100, goals: { seconds: 10, megabytes: 5 } },
  { name: 'an empty run', length_s: 0, rate: 1000, goals: { megabytes: 0.3 } },
];

// Only a parent learns how much memory a process had at most, and Node does not ask.
const watch_child = `
import json, resource, subprocess, sys, time
begin = time.perf_counter()
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"code": code, "seconds": time.perf_counter() - begin, "cpu_s": usage.ru_utime + usage.ru_stime,
                  "peak_bytes": usage.ru_maxrss * 1024}))
`;

function make_report(directory) {
  const told = JSON.parse(execFileSync('python3', ['-c', watch_child, binary, 'report', directory], { encoding: 'utf8' }));
  if (told.code !== 0) throw new Error(`rushhour report ended with exit code ${told.code}`);
  return { ...told, page_bytes: fs.statSync(path.join(directory, 'report.html')).size };
}

/** Milliseconds from the start of the navigation to the first pixel of content. */
async function first_paint(browser, file) {
  const page = await browser.newPage();
  try {
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    return await page.evaluate(() => new Promise((resolve) => {
      const seen = (list) => {
        const entry = list.getEntriesByName('first-contentful-paint')[0];
        if (entry) resolve(entry.startTime);
      };
      new PerformanceObserver(seen).observe({ type: 'paint', buffered: true });
    }));
  } finally {
    await page.close();
  }
}

async function open_pages(file) {
  if (!fs.existsSync(chromium)) return [];
  const { chromium: driver } = require('playwright-core');
  const browser = await driver.launch({ executablePath: chromium, headless: true, args: browser_words });
  try {
    await first_paint(browser, file);  // the browser's own start is in the first one
    const times = [];
    for (let round = 0; round < rounds(); ++round) times.push(await first_paint(browser, file));
    return times;
  } finally {
    await browser.close();
  }
}

const measure_one = (run) => in_scratch(async (folder) => {
  const directory = path.join(folder, 'run');
  const written = JSON.parse(execFileSync(yardstick('report_runs'), [directory, String(run.length_s), '50', String(run.rate)]));
  const made = Array.from({ length: rounds() }, () => make_report(directory));
  return { written, made, paints_ms: await open_pages(path.join(directory, 'report.html')) };
});

function row(what, figure, unit, limit, extra = {}) {
  if (limit === undefined) return { what, figure, unit, aside: true, ...extra };
  return { what, figure, unit, goal: `< ${limit} ${unit}`, met: figure < limit, ...extra };
}

function rows_of(run, { written, made, paints_ms }) {
  const middle = (of) => median(made.map(of));
  const note = `${written.lines.toLocaleString('en')} histograms, ${written.requests.toLocaleString('en')} requests`;
  const rows = [
    row(`report of ${run.name}`, middle((one) => one.seconds), 's', run.goals.seconds, { note }),
    row('  its page', made[0].page_bytes / 1e6, 'MB', run.goals.megabytes),
    row('  peak memory', middle((one) => one.peak_bytes) / 1e6, 'MB'),
  ];
  if (paints_ms.length > 0) rows.push(row('  first paint in Chromium', median(paints_ms), 'ms', run.goals.paint_ms));
  else rows.push({ what: '  first paint in Chromium', unit: 'ms', note: 'chromium is not installed' });
  return rows;
}

module.exports = async function measure_report() {
  const rows = [];
  const details = {};
  for (const run of runs) {
    const measured = await measure_one(run);
    rows.push(...rows_of(run, measured));
    details[run.name] = measured;
  }
  return { rows, details };
};
