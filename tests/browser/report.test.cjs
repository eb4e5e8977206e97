// report.html in a real browser, opened from disk: it asks for nothing, every panel is drawn, its tables say what run.json says, and names
// of any kind stay names.
'use strict';

const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { binary, colours_on_canvases, make_report, open, run_folder, skip, table_rows } = require('./pages.cjs');

test('a report opens without a request, an error or a warning, and every chart is drawn', { skip }, async (t) => {
  for (const name of ['passed', 'failed', 'invalid', 'killed']) {
    make_report(name);
    const { page, trouble } = await open(t, name);
    assert.deepStrictEqual(trouble, [], name);
    const colours = await page.evaluate(colours_on_canvases);
    const undrawn = await page.locator('.chart')
      .evaluateAll((charts) => charts.filter((chart) => !chart.querySelector('canvas, svg')).map((chart) => chart.id));
    assert.deepStrictEqual(undrawn, [], name);
    for (const count of colours) assert.ok(count > 10, `${name}: a chart of ${count} colours is empty`);
    const size = fs.statSync(path.join(run_folder(name), 'report.html')).size;
    assert.ok(size < 300_000, `${name} takes ${size} bytes`);
  }
});

test('the spectrum holds the figures of run.json', { skip }, async (t) => {
  const meta = make_report('failed');
  const { page } = await open(t, 'failed');
  const text = (value) => (value === null ? null : String(value));
  const spectrum = await page.evaluate(table_rows, 'spectrum-table');
  for (const name of ['p50', 'p99', 'p99.9']) {
    const expected = [meta.totals.response_time_ns[name], meta.totals.service_time_ns[name]].map(text);
    assert.deepStrictEqual(spectrum[name].slice(1).map((cell) => cell.value), expected, name);
  }
});

test('charts draw the figures of the data and nothing beyond the support of the sample', { skip }, async (t) => {
  const meta = make_report('failed');
  const { page } = await open(t, 'failed');
  const data = await page.evaluate(() => JSON.parse(document.getElementById('data').textContent));
  const sum = (counts) => counts.flat().reduce((all, n) => all + n, 0);
  const total = (part, key) => sum(part[key].map((rate, i) => rate * part.length_s[i]));
  const { iterations, requests } = data.panels.load;
  for (const key of ['offered', 'done']) {
    const drawn = total(iterations, key);
    assert.ok(Math.abs(drawn - meta.load[key]) < 1, `${drawn} ${key} in the chart, ${meta.load[key]} in run.json`);
  }
  assert.ok(total(requests, 'sent') >= total(requests, 'good') && total(requests, 'good') >= meta.totals.count - meta.totals.errors);
  assert.strictEqual(sum(data.panels.distribution.good), meta.totals.count - meta.totals.errors);
  assert.strictEqual(sum(data.panels.distribution.failed), meta.totals.errors);
  assert.strictEqual(sum(data.panels['heat-map'].counts), Math.round(total(requests, 'sent')), 'the heat map has the warm-up too');
  const limits = meta.thresholds.filter((one) => /^(response|service)_time/.test(one.metric)).map((one) => one.limit);
  for (const limit of data.panels.latency.limits) assert.ok(limits.includes(limit.ns), `${limit.label} is no limit of the run`);
  assert.strictEqual(data.panels.latency.limits.length, 2, 'the third is far beyond everything that was measured');
  const at = (x) => data.panels.spectrum.response[data.panels.spectrum.x.indexOf(x)];
  assert.strictEqual(at(2), meta.totals.response_time_ns.p50);
  assert.strictEqual(at(100), meta.totals.response_time_ns.p99);
  assert.strictEqual(at(1000), meta.totals.response_time_ns['p99.9']);
  assert.ok(Math.max(...data.panels.spectrum.x) <= meta.totals.count / 10);
  const lines = Object.fromEntries(data.panels.latency.lines.map((line) => [line.name, line]));
  assert.ok(lines.p99.ns.some((ns) => ns !== null) && lines.p99.window_s > 1, 'p99 is taken over stretches that carry it');
  assert.ok(lines['p99.99'].ns.every((ns) => ns === null), 'p99.99 has samples nowhere');
});

test('legends are buttons that hide their line, and stay hidden when it is drawn again', { skip }, async (t) => {
  make_report('failed');
  const { page, trouble } = await open(t, 'failed');
  // Nothing else in this chart has the colour of the maximum.
  const drawn = () => page.evaluate(() => {
    const hex = getComputedStyle(document.documentElement).getPropertyValue('--line-max').trim();
    const wanted = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
    const canvas = document.querySelector('#latency-chart canvas');
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    for (let i = 0; i < pixels.length; i += 4) if (wanted.every((value, c) => pixels[i + c] === value)) return true;
    return false;
  });
  const button = page.locator('#latency-chart .legend button', { hasText: 'max' });
  assert.strictEqual(await drawn(), true);
  await button.focus();
  await page.keyboard.press('Enter');
  assert.strictEqual(await button.getAttribute('aria-pressed'), 'false');
  assert.strictEqual(await drawn(), false);
  await page.evaluate(() => rushhour.all_again());
  assert.strictEqual(await drawn(), false);
  await page.keyboard.press('Enter');
  assert.strictEqual(await button.getAttribute('aria-pressed'), 'true');
  assert.strictEqual(await drawn(), true);
  assert.deepStrictEqual(trouble, []);
});

test('arrow keys read the charts out, and the cursors of all charts over time move together', { skip }, async (t) => {
  make_report('failed');
  const { page, trouble } = await open(t, 'failed');
  const text = (id, group = 0) =>
    page.evaluate(([chart, i]) => document.querySelector(`#${chart} .legend`).children[i].textContent, [id, group]);
  await page.locator('#latency-chart .drawing').focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < 32; i++) await page.keyboard.press('ArrowRight');
  const data = await page.evaluate(() => JSON.parse(document.getElementById('data').textContent));
  assert.match(await text('latency-chart'), /^0:32/);
  const shown = await page.evaluate((ns) => rushhour.duration(ns), data.panels.latency.lines[0].ns[32]);
  assert.ok((await text('latency-chart')).includes(`p50${shown}`), await text('latency-chart'));
  assert.match(await text('load-chart'), /^0:32offered200\.0\/sdone160\.0\/s$/);
  assert.match(await text('load-chart', 2), /^0:32users busy400$/);
  assert.match(await text('heat-map-chart'), /^0:32 to 0:33/);
  await page.locator('#heat-map-chart .drawing').focus();
  await page.keyboard.press('ArrowUp');
  assert.match(await text('heat-map-chart'), /^0:32 to 0:33, .* to .*: \d+ requests?$/);
  await page.keyboard.press('Escape');
  assert.match(await text('heat-map-chart'), /^Point at the drawing/);
  await page.locator('#distribution-chart .drawing').focus();
  await page.keyboard.press('ArrowRight');
  assert.match(await text('distribution-chart'), /good, \d+ failed, [\d.e-]+ %$/);
  assert.deepStrictEqual(trouble, []);
});

test('paper gets light charts of its own width, and the screen has its own back', { skip }, async (t) => {
  make_report('failed');
  const { page, trouble } = await open(t, 'failed', { scheme: 'dark' });
  const state = () => page.evaluate(() => [document.querySelector('#heat-map-chart canvas').getBoundingClientRect().width,
    getComputedStyle(document.documentElement).getPropertyValue('--paper').trim(), document.documentElement.dataset.theme ?? 'none']);
  const before = await state();
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  const printed = await state();
  assert.deepStrictEqual(printed.slice(1), ['#ffffff', 'light']);
  assert.ok(printed[0] < 700 && printed[0] < before[0], `${printed[0]} px wide`);
  for (const count of await page.evaluate(colours_on_canvases)) assert.ok(count > 10, 'an empty chart');
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  assert.deepStrictEqual(await state(), before);
  assert.deepStrictEqual(trouble, []);
});

test('a run beside its baseline: both in the spectrum and in a table, and no verdict', { skip }, async (t) => {
  const baseline = make_report('passed');
  execFileSync(binary, ['report', run_folder('invalid'), '--baseline', run_folder('passed'), '-q']);
  const { page, trouble } = await open(t, 'invalid');
  assert.deepStrictEqual(trouble, []);
  const data = await page.evaluate(() => JSON.parse(document.getElementById('data').textContent));
  assert.strictEqual(data.panels.spectrum.baseline[data.panels.spectrum.x.indexOf(100)], baseline.totals.response_time_ns.p99);
  assert.match(await page.textContent('#comparison .finding'), /no verdict/);
  assert.match(await page.textContent('#comparison'), /measurement of this run is invalid/);
  assert.strictEqual(await page.locator('#spectrum-chart .legend button', { hasText: 'baseline' }).count(), 1);
  make_report('invalid');
  const again = await open(t, 'invalid');
  assert.strictEqual(await again.page.locator('#comparison').count(), 0);
});

test('a baseline that is the run itself, or none at all, is refused with a word', { skip }, () => {
  const run = run_folder('passed');
  const refusal = (baseline) => {
    try {
      execFileSync(binary, ['report', run, '--baseline', baseline], { encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      return [error.status, error.stderr];
    }
    return [0, ''];
  };
  const [own_status, own_words] = refusal(run);
  assert.strictEqual(own_status, 2);
  assert.match(own_words, /--baseline .*: that is the run itself; name another run directory/);
  const [missing_status, missing_words] = refusal(run_folder('nowhere'));
  assert.strictEqual(missing_status, 1);
  assert.match(missing_words, /nowhere: there is no such run directory/);
});

test('a report is readable in light and dark, wide and narrow, without scrolling sideways', { skip }, async (t) => {
  make_report('failed');
  const grounds = new Set();
  for (const scheme of ['light', 'dark'])
    for (const width of [1200, 700, 320]) {
      const { page, trouble } = await open(t, 'failed', { scheme, width });
      assert.deepStrictEqual(trouble, []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${scheme} at ${width} px overflows`);
      for (const count of await page.evaluate(colours_on_canvases)) assert.ok(count > 10, `${scheme} at ${width} px: an empty chart`);
      grounds.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    }
  assert.strictEqual(grounds.size, 2, 'light and dark have grounds of their own');
});

test('a change of scheme or width draws the charts again', { skip }, async (t) => {
  make_report('failed');
  const { page, trouble } = await open(t, 'failed');
  const axis_colour = () => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--line-3').trim());
  const picture = () => page.evaluate(() => document.querySelector('#latency-chart canvas').toDataURL());
  const light = [await axis_colour(), await picture()];
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction((old) => document.querySelector('#latency-chart canvas').toDataURL() !== old, light[1]);
  assert.notStrictEqual(await axis_colour(), light[0]);
  await page.setViewportSize({ width: 500, height: 900 });
  await page.waitForFunction(() => document.querySelector('#latency-chart canvas').getBoundingClientRect().width < 500);
  assert.deepStrictEqual(trouble, []);
});

test('names that try to be markup are shown and do nothing', { skip }, async (t) => {
  make_report('evil');
  const { page, trouble } = await open(t, 'evil');
  assert.deepStrictEqual(trouble, []);
  assert.strictEqual(await page.evaluate(() => document.querySelectorAll('img').length), 0);
  assert.ok(!(await page.title()).startsWith('hit'));
  const steps = await page.evaluate(table_rows, 'steps-table');
  assert.ok(Object.keys(steps).some((name) => name.startsWith('</script><img src=x onerror=')), 'the name itself is there to read');
  for (const count of await page.evaluate(colours_on_canvases)) assert.ok(count > 10, 'a chart is empty');
});

test('a run too small for percentiles says so instead of drawing', { skip }, async (t) => {
  make_report('small');
  const { page, trouble } = await open(t, 'small');
  assert.deepStrictEqual(trouble, []);
  assert.match(await page.textContent('#spectrum'), /Too few samples/);
  assert.match(await page.textContent('#latency .finding'), /only the maximum/);
  assert.strictEqual(await page.locator('#rate-and-latency').count(), 0);
  const colours = await page.evaluate(colours_on_canvases);
  assert.ok(colours.length >= 5 && colours.every((count) => count > 5), 'a run of two seconds is drawn where there is anything');
});

test('without JavaScript the tables still say everything', { skip }, async (t) => {
  const meta = make_report('failed');
  const { page, trouble } = await open(t, 'failed', { scripts: false });
  assert.deepStrictEqual(trouble.filter((line) => !line.startsWith('console')), []);
  assert.match(await page.textContent('h1'), /Failed: 2 of 4 thresholds/);
  assert.strictEqual(await page.locator('#steps-table tbody tr').count(), meta.steps.length + 1);
  assert.ok((await page.locator('#latency-table tbody tr').count()) > 30);
});

test('a report made again is the same, byte for byte', { skip }, () => {
  const file = path.join(run_folder('failed'), 'report.html');
  make_report('failed');
  const once = fs.readFileSync(file);
  make_report('failed');
  assert.ok(once.equals(fs.readFileSync(file)));
});

test('what the target told of itself stands in a table, and in the charts at its time', { skip }, async (t) => {
  make_report('scripted');
  const { page, trouble } = await open(t, 'scripted');
  assert.deepStrictEqual(trouble, []);
  const rows = await page.evaluate(() => {
    const all = [...document.querySelectorAll('#annotations-table tbody tr')];
    return all.map((row) => row.innerText.split('\t'));
  });
  assert.deepStrictEqual(rows, [
    ['stall', 'fault', '0:31', '0:36', 'requests wait until the fault ends'], ['stall', 'fault', '1:06', 'after the run', 'stall'],
  ]);
  // A line in the colour of warnings stands where the first one begins, a little in front of which there is none.
  const marked = await page.evaluate(() => {
    const data = JSON.parse(document.getElementById('data').textContent);
    const wanted = getComputedStyle(document.documentElement).getPropertyValue('--warn').trim();
    return ['load-chart', 'latency-chart'].map((id) => {
      const over = document.querySelector(`#${id} .u-over`).getBoundingClientRect();
      const canvas = document.querySelector(`#${id} canvas`);
      const at = canvas.getBoundingClientRect();
      const ratio = canvas.width / at.width;
      const colours = (s) => {
        const x = Math.round((over.left - at.left + (over.width * s) / data.end_s) * ratio);
        const y = Math.round((over.top - at.top) * ratio);
        const pixels = canvas.getContext('2d').getImageData(x - 1, y, 3, Math.round(over.height * ratio)).data;
        const seen = new Set();
        const hex = (value) => value.toString(16).padStart(2, '0');
        for (let i = 0; i < pixels.length; i += 4) seen.add(`#${hex(pixels[i])}${hex(pixels[i + 1])}${hex(pixels[i + 2])}`);
        return seen;
      };
      return [colours(31).has(wanted), colours(25).has(wanted)];
    });
  });
  assert.deepStrictEqual(marked, [[true, false], [true, false]]);
});
