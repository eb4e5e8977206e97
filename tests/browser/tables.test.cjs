// The tables of a report in a real browser: they say what run.json says, sort and filter by click and key, keep what the reader chose when
// a section is replaced, and hold names of any kind.
'use strict';

const assert = require('node:assert');
const test = require('node:test');

const { make_report, open, skip } = require('./pages.cjs');

/** In the page: a table as {row heading: {column heading: {text, value}}}. */
function cells_of(id) {
  const heads = [...document.querySelectorAll(`#${id} thead th`)].map((head) => head.textContent);
  const rows = {};
  for (const row of document.querySelectorAll(`#${id} tbody tr`))
    rows[row.cells[0].textContent] =
      Object.fromEntries([...row.cells].map((cell, i) => [heads[i], { text: cell.textContent, value: cell.dataset.value ?? null }]));
  return rows;
}

/** In the page: the headings of a table's rows that are shown, from top to bottom. */
const headings = (id) => [...document.querySelectorAll(`#${id} tbody tr`)].filter((row) => !row.hidden)
  .map((row) => row.cells[0].textContent);

const text = (value) => (value === null || value === undefined ? null : String(value));
const close = (got, wanted) => Math.abs(Number(got) - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted));
const near = (got, wanted, what) => assert.ok(close(got, wanted), `${what}: ${got}, not ${wanted}`);
const head_button = (page, table, column) => page.locator(`#${table} thead th button`).filter({ hasText: new RegExp(`^${column}$`) });

test('the table of steps holds the figures of run.json', { skip }, async (t) => {
  const meta = make_report('failed');
  const { page } = await open(t, 'failed');
  const rows = await page.evaluate(cells_of, 'steps-table');
  assert.strictEqual(Object.keys(rows).length, meta.steps.length + 1);
  const main_s = (meta.ended_ns ?? 70e9) / 1e9 - meta.plan.warmup_ns / 1e9;
  for (const step of [...meta.steps, { ...meta.totals, step: 'all' }]) {
    const row = rows[step.step];
    assert.strictEqual(row.requests.value, text(step.count), step.step);
    assert.strictEqual(row.errors.value, text(step.errors), step.step);
    near(row.share.value, step.errors / step.count, `${step.step}: share`);
    near(row.rate.value, step.count / main_s, `${step.step}: rate`);
    for (const name of ['p50', 'p90', 'p95', 'p99', 'p99.9', 'p99.99', 'max'])
      assert.strictEqual(row[name].value, text(step.response_time_ns[name]), `${step.step}: ${name}`);
    for (const name of ['p50', 'p99'])
      assert.strictEqual(row[`service ${name}`].value, text(step.service_time_ns[name]), `${step.step}: service ${name}`);
    near(row.mean.value, step.response_time_ns.mean, `${step.step}: mean`);
    for (const [name, bytes] of [['sent', step.bytes_out], ['received', step.bytes_in]]) {
      assert.ok(bytes > 0, `${step.step}: ${name}`);
      assert.strictEqual(row[name].value, text(bytes), `${step.step}: ${name}`);
    }
    assert.ok(Number(row.min.value) > 0 && Number(row.min.value) <= Number(row.p50.value));
  }
});

test('thresholds, errors and checks hold the figures of run.json', { skip }, async (t) => {
  const meta = make_report('failed');
  const { page } = await open(t, 'failed');
  const thresholds = await page.evaluate(cells_of, 'thresholds-table');
  assert.strictEqual(Object.keys(thresholds).length, meta.thresholds.length);
  for (const threshold of meta.thresholds) {
    const row = thresholds[threshold.metric];
    assert.strictEqual(row.verdict.text.startsWith('✓'), threshold.state === 'passed', threshold.metric);
    assert.strictEqual(row.samples.value, text(threshold.samples));
    if (threshold.observed === null) assert.strictEqual(row.observed.value, null);
    else near(row.observed.value, threshold.observed, threshold.metric);
    if (threshold.observed !== null) near(row['observed beside limit'].value, threshold.observed / threshold.limit, threshold.metric);
  }
  const errors = await page.evaluate(cells_of, 'errors-table');
  assert.deepStrictEqual(Object.entries(errors).map(([name, row]) => [name, Number(row.count.value)]),
    meta.errors.map((error) => [error.class, error.count]));
  assert.deepStrictEqual([errors['http 503']['first seen'].text, errors['http 503']['last seen'].text], ['0:31', '0:36']);
  const checks = await page.evaluate(cells_of, 'checks-table');
  for (const { check, passes, fails } of meta.checks)
    assert.deepStrictEqual([checks[check].passed.value, checks[check].failed.value], [text(passes), text(fails)], check);
});

test('scenarios, groups, stages, tags and the generator hold the figures of run.json', { skip }, async (t) => {
  const meta = make_report('scripted');
  const { page } = await open(t, 'scripted');
  const scenarios = await page.evaluate(cells_of, 'scenarios-table');
  for (const { scenario, load, script_errors, iteration_duration_ns } of meta.scenarios) {
    const row = scenarios[scenario];
    const wanted = [load.offered, load.done, load.dropped, load.censored, load.rejected, script_errors].map(text);
    const columns = ['offered', 'done', 'dropped', 'unfinished', 'rejected', 'script errors'];
    assert.deepStrictEqual(columns.map((name) => row[name].value), wanted);
    assert.strictEqual(row.p99.value, text(iteration_duration_ns.all.p99));
  }
  const groups = await page.evaluate(cells_of, 'groups-table');
  for (const { group, duration_ns } of meta.groups) {
    const row = groups[group.split('/').pop()];
    const wanted = [duration_ns.count, duration_ns.p50, duration_ns.p99].map(text);
    assert.deepStrictEqual([row.count.value, row.p50.value, row.p99.value], wanted, group);
  }
  const stages = await page.evaluate(cells_of, 'stages-table');
  for (const { stage, load, count, errors, response_time_ns } of meta.stages) {
    const row = stages[`stage ${stage}`];
    assert.deepStrictEqual([row.offered.value, row.requests.value, row.errors.value, row.p99.value],
      [load.offered, count, errors, response_time_ns.p99].map(text), `stage ${stage}`);
  }
  const tags = await page.evaluate(cells_of, 'tags-table');
  for (const { tag, value, count, response_time_ns } of meta.tagged) {
    const row = tags[`${tag} = ${value}`];
    assert.deepStrictEqual([row.requests.value, row.p99.value], [count, response_time_ns.p99].map(text));
  }
  const generator = await page.evaluate(cells_of, 'generator-table');
  near(generator['CPU, worker 1'].most.value, meta.generator.cpu_max, 'CPU');
  near(generator['send lag, max'].most.value, meta.generator.send_lag_ns.max, 'send lag');
});

test('a table sorts by its headings, by click and by key, and the total stays last', { skip }, async (t) => {
  make_report('failed');
  const { page, trouble } = await open(t, 'failed');
  const order = () => page.evaluate(headings, 'steps-table');
  const before = await order();
  assert.strictEqual(before.at(-1), 'all');
  const figure = async (column) => {
    const rows = await page.evaluate(cells_of, 'steps-table');
    return (await order()).slice(0, -1).map((name) => Number(rows[name][column].value));
  };
  const way = () => page.locator('#steps-table thead th[aria-sort]:not([aria-sort="none"])').getAttribute('aria-sort');
  await head_button(page, 'steps-table', 'p99').click();
  const down = await figure('p99');
  assert.deepStrictEqual(down, [...down].sort((a, b) => b - a));
  assert.strictEqual(await way(), 'descending');
  assert.strictEqual((await order()).at(-1), 'all');
  await page.keyboard.press('Enter');
  assert.deepStrictEqual(await figure('p99'), [...down].reverse());
  assert.strictEqual(await way(), 'ascending');
  await page.keyboard.press('Space');
  assert.deepStrictEqual(await order(), before, 'the third time gives the order of the page again');
  await head_button(page, 'steps-table', 'step').click();
  assert.deepStrictEqual((await order()).slice(0, -1), before.slice(0, -1).sort());
  assert.deepStrictEqual(trouble, []);
});

test('what stands in a group stays under it, however the table is sorted', { skip }, async (t) => {
  make_report('scripted');
  const { page } = await open(t, 'scripted');
  const before = await page.evaluate(headings, 'steps-table');
  assert.deepStrictEqual(before, ['follow order', 'shop', 'read menu', 'check out', 'place order', 'all']);
  for (const column of ['requests', 'p99', 'errors', 'step'])
    for (let times = 0; times < 2; ++times) {
      await head_button(page, 'steps-table', column).click();
      const after = await page.evaluate(headings, 'steps-table');
      assert.deepStrictEqual([...after].sort(), [...before].sort());
      assert.strictEqual(after.indexOf('place order'), after.indexOf('check out') + 1, `${column}: ${after}`);
      for (const inside of ['read menu', 'check out']) assert.ok(after.indexOf('shop') < after.indexOf(inside), `${column}: ${after}`);
      assert.ok([0, 4].includes(after.indexOf('follow order')), `${column}: ${after}`);
    }
});

test('of five thousand names five hundred are shown, a word finds its rows, and the headings stay in sight', { skip }, async (t) => {
  const meta = make_report('many');
  assert.strictEqual(meta.steps.length, 5000);
  const { page, trouble } = await open(t, 'many');
  const shown = await page.evaluate(headings, 'steps-table');
  assert.strictEqual(shown.length, 502);
  assert.deepStrictEqual(shown.slice(-2), ['(other)', 'all']);
  const box = page.getByLabel('Only rows with').first();
  await box.fill('STEP 4999');
  assert.deepStrictEqual(await page.evaluate(headings, 'steps-table'), ['step 4999', 'all']);
  assert.match(await page.locator('#steps .filter [role=status]').innerText(), /1 of 501 rows/);
  await box.fill('nothing like it');
  assert.deepStrictEqual(await page.evaluate(headings, 'steps-table'), ['all']);
  await box.fill('');
  assert.strictEqual((await page.evaluate(headings, 'steps-table')).length, 502);
  const tops = await page.evaluate(() => {
    const frame = document.querySelector('#steps-table').parentElement;
    frame.scrollTop = 4000;
    return [frame.getBoundingClientRect().top, document.querySelector('#steps-table thead th').getBoundingClientRect().top];
  });
  assert.ok(Math.abs(tops[0] - tops[1]) < 2, `headings at ${tops[1]}, their frame at ${tops[0]}`);
  assert.deepStrictEqual(trouble, []);
});

test('names from right to left, of emoji, quotes and line ends stay in their cells', { skip }, async (t) => {
  make_report('many');
  const { page } = await open(t, 'many');
  const rows = await page.evaluate(headings, 'steps-table');
  for (const name of ['שלום 12 (מנה)', '🍕🍜 "quoted" \'too\'', 'two\\x0alines'])
    assert.ok(rows.includes(name), `${name} is not in ${rows.slice(-12)}`);
  const lefts = await page.evaluate(() => {
    const of = (part) => [...document.querySelectorAll('#steps-table tbody tr')].find((row) => row.cells[0].textContent.includes(part));
    return ['שלום', 'step 4999'].map((part) => [...of(part).cells].map((cell) => Math.round(cell.getBoundingClientRect().left)));
  });
  assert.deepStrictEqual(lefts[0], lefts[1], 'its row has its cells where every other has them');
  const isolated = await page.evaluate(() => [...document.querySelectorAll('#steps-table bdi')].map((name) => name.textContent));
  assert.deepStrictEqual(isolated, ['שלום 12 (מנה']);
});

test('what the reader chose outlives a section that is replaced', { skip }, async (t) => {
  make_report('failed');
  const { page, trouble } = await open(t, 'failed');
  const button = head_button(page, 'steps-table', 'p50');
  await button.click();
  const order = await page.evaluate(headings, 'steps-table');
  const opened = page.locator('#load-figures');
  await opened.locator('summary').click();
  await button.focus();
  await page.evaluate(async () => {
    for (const id of ['steps', 'load']) {
      const section = document.getElementById(id);
      const plain = section.cloneNode(true);
      for (const table of plain.querySelectorAll('table.dressed')) {
        table.classList.remove('dressed');
        for (const head of table.tHead.rows[0].cells) {
          head.replaceChildren(head.textContent);
          head.removeAttribute('aria-sort');
        }
        [...table.tBodies[0].rows].sort((a, b) => (a.className > b.className) - (a.className < b.className) ||
          a.cells[0].textContent.localeCompare(b.cells[0].textContent)).forEach((row) => table.tBodies[0].append(row));
      }
      for (const drawn of plain.querySelectorAll('.drawing, .legend')) drawn.replaceChildren();
      for (const details of plain.querySelectorAll('details')) details.open = false;
      section.innerHTML = plain.innerHTML;
    }
    window.rushhour.update({ panels: { load: window.rushhour.page.panels.load } });
    await new Promise((resolve) => setTimeout(resolve, 0));
  });
  assert.deepStrictEqual(await page.evaluate(headings, 'steps-table'), order);
  assert.strictEqual(await head_button(page, 'steps-table', 'p50').count(), 1);
  assert.strictEqual(await page.locator('#load-figures').evaluate((details) => details.open), true);
  assert.strictEqual(await page.evaluate(() => document.activeElement.textContent), 'p50', 'the focus is where it was');
  assert.deepStrictEqual(trouble, []);
});

test('the banner adds the time where the reader is, and the command can be copied', { skip }, async (t) => {
  make_report('passed');
  const { page, trouble } = await open(t, 'passed', { context: { timezoneId: 'Asia/Tokyo', locale: 'en-GB' } });
  assert.match(await page.locator('#banner time').innerText(), /^2026-11-21 06:30:00 UTC$/);
  assert.match(await page.locator('#banner .local').innerText(), /21 Nov 2026, 15:30:00 where you are/);
  const command = await page.locator('#command-again').innerText();
  assert.match(command, /^rushhour run scenarios\/lunch_rush\.lua .*--seed 42$/);
  await page.getByRole('button', { name: 'Copy' }).click();
  const status = page.locator('.again [role=status]');
  await status.filter({ hasText: /Copied|Selected/ }).waitFor();
  if (/Selected/.test(await status.innerText())) assert.strictEqual(await page.evaluate(() => getSelection().toString()), command);
  assert.deepStrictEqual(trouble, []);
});

test('every link of the contents leads to its panel, and the first key press offers to skip them', { skip }, async (t) => {
  make_report('scripted');
  const { page } = await open(t, 'scripted');
  const links = await page.locator('.contents a')
    .evaluateAll((all) => all.map((link) => [link.getAttribute('href').slice(1), link.textContent]));
  const titles = await page.locator('main section > h2')
    .evaluateAll((all) => all.map((title) => [title.parentElement.id, title.textContent]));
  assert.deepStrictEqual(links, titles);
  assert.ok(links.length >= 12, `${links.length} panels`);
  await page.keyboard.press('Tab');
  assert.strictEqual(await page.evaluate(() => document.activeElement.textContent), 'To the report');
  await page.keyboard.press('Enter');
  assert.strictEqual(await page.evaluate(() => document.activeElement.id), 'content');
});

test('without JavaScript tables stand in the order of the plan, with all their rows', { skip }, async (t) => {
  make_report('many');
  const { page } = await open(t, 'many', { scripts: false });
  assert.strictEqual(await page.locator('#steps-table tbody tr').count(), 502);
  assert.strictEqual(await page.locator('#steps-table thead button').count(), 0);
  assert.ok((await page.locator('#generator-table tbody tr').count()) >= 4);
  assert.match(await page.locator('#banner time').innerText(), /UTC/);
});
