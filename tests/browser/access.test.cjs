// A report is for everybody: axe-core (the rules of WCAG 2.2, A and AA, and its best practices) finds nothing to complain of, all can be
// reached and seen by keyboard, zoomed, printed, and looked at without motion. With RUSHHOUR_SCREENSHOTS each panel has its picture taken.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { import_run, make_report, open, picture, skip } = require('./pages.cjs');

const axe = skip ? '' : fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const looks = {
  light: { scheme: 'light' },
  dark: { scheme: 'dark' },
  narrow: { scheme: 'light', width: 320 },
  printed: { scheme: 'light', media: 'print' },
};

async function open_as(t, name, { media, ...rest }) {
  const opened = await open(t, name, rest);
  if (media) await opened.page.emulateMedia({ media });
  return opened;
}

/** What axe-core complains of, a line each. From the fifth on, rows of a table are like those before, and would take minutes. */
async function complaints(page) {
  await page.evaluate(axe);
  const what = { exclude: [['tbody tr:nth-child(n + 5)']] };
  const { violations } = await page.evaluate((all) => globalThis.axe.run(all, { resultTypes: ['violations'] }), what);
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id} (${help}) at ${target.join(' ')}: ${failureSummary.replaceAll(/\s+/g, ' ')}`));
}

test('axe-core finds no violation in any kind of run, light, dark, narrow and printed', { skip }, async (t) => {
  import_run('imported');
  for (const name of ['passed', 'failed', 'invalid', 'scripted', 'evil', 'imported', 'empty']) {
    make_report(name);
    for (const [look, as] of Object.entries(looks))
      await t.test(`${name}, ${look}`, async (t) => {
        const { page, trouble } = await open_as(t, name, as);
        assert.deepStrictEqual(await complaints(page), []);
        assert.deepStrictEqual(trouble, []);
      });
  }
});

test('axe-core would complain', { skip }, async (t) => {
  make_report('passed');
  const { page } = await open(t, 'passed');
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<button></button><p id="faint">faint words</p>');
    Object.assign(document.getElementById('faint').style, { color: '#eee', background: '#fff' }); // a style attribute the policy forbids
  });
  const found = (await complaints(page)).map((line) => line.split(' ')[0]);
  assert.deepStrictEqual([...new Set(found)].sort(), ['button-name', 'color-contrast', 'region']);
});

test('each panel has a name and a size, light, dark, narrow and printed', { skip }, async (t) => {
  for (const name of ['passed', 'failed', 'invalid']) {
    make_report(name);
    for (const [look, as] of Object.entries(looks)) {
      const { page } = await open_as(t, name, as);
      const sections = page.locator('main section');
      const count = await sections.count();
      assert.ok(count >= 8, `${name}, ${look}: ${count} panels`);
      for (let i = 0; i < count; ++i) {
        const section = sections.nth(i);
        const id = await section.getAttribute('id');
        const heading = await section.evaluate((element) => element.querySelector('h2')?.innerText ?? element.ariaLabel);
        assert.match(heading ?? '', /\S/, `${name}, ${look}: ${id} has a name`);
        const box = await section.boundingBox();
        assert.ok(box.width > 200 && box.height > 40, `${name}, ${look}: ${id} is ${box.width} x ${box.height}`);
        const file = picture('panels', `${name}-${look}`, `${String(i).padStart(2, '0')}-${id}.png`);
        if (file) await section.screenshot({ path: file });
      }
    }
  }
});

/** In the page: what a keyboard should reach, as paths that name each element once. */
function reachable() {
  globalThis.path_of = (element) => {
    if (element === document.body || !element) return '';
    const place = [...element.parentElement.children].indexOf(element);
    return `${globalThis.path_of(element.parentElement)}/${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ''}:${place}`;
  };
  const can = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')];
  return can.filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility())
    .map((element) => globalThis.path_of(element));
}

/** In the page: where the focus is, and whether it can be seen. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  return { path: globalThis.path_of(element), seen: ring || style.boxShadow !== 'none' };
}

test('the tab key reaches every control in the order of the page, and the focus can be seen', { skip }, async (t) => {
  make_report('scripted');
  for (const [look, as] of Object.entries({ light: looks.light, dark: looks.dark, narrow: looks.narrow })) {
    const { page } = await open_as(t, 'scripted', as);
    const wanted = await page.evaluate(reachable);
    assert.ok(wanted.length >= 5, `${wanted.length} controls`);
    const met = [];
    for (let i = 0; i < wanted.length; ++i) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(focused);
      assert.ok(at, `${look}: the focus left the page after ${met.length} of ${wanted.length} controls`);
      assert.ok(at.seen, `${look}: the focus cannot be seen on ${at.path}`);
      met.push(at.path);
    }
    assert.deepStrictEqual(met, wanted, look);
  }
});

test('the figures behind a chart open and close by keyboard', { skip }, async (t) => {
  make_report('failed');
  const { page } = await open(t, 'failed');
  const summary = page.locator('details > summary').first();
  const is_open = () => summary.evaluate((element) => element.parentElement.open);
  const before = await is_open();
  await summary.focus();
  await page.keyboard.press('Enter');
  assert.strictEqual(await is_open(), !before);
  await page.keyboard.press('Space');
  assert.strictEqual(await is_open(), before);
});

test('at 200 % nothing has to be scrolled sideways', { skip }, async (t) => {
  // A window of 1280 pixels at 200 % has 640 to lay out; text alone at 200 % is twice the root's size.
  for (const name of ['scripted', 'evil']) {
    make_report(name);
    const { page } = await open(t, name, { width: 640, context: { deviceScaleFactor: 2 } });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(await overflow() <= 0, `${name}: zoomed, ${await overflow()} pixels too wide`);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
    assert.ok(await overflow() <= 0, `${name}: large text, ${await overflow()} pixels too wide`);
  }
});

test('who wants no motion gets none', { skip }, async (t) => {
  make_report('failed');
  const { page } = await open(t, 'failed', { context: { reducedMotion: 'reduce' } });
  const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((element) => {
    const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(element);
    return [transitionDuration, animationDuration].some((text) => text.split(',').some((one) => parseFloat(one) > 0.01)) ||
      scrollBehavior === 'smooth';
  }).map((element) => element.outerHTML.slice(0, 80)));
  assert.deepStrictEqual(moving, []);
});

test('a report prints on pages, in dark ink on white, without what only a screen can do', { skip }, async (t) => {
  make_report('failed');
  const { page } = await open(t, 'failed', { scheme: 'dark' });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const light_of = (text) => text.match(/[\d.]+/g).slice(0, 3).reduce((sum, one) => sum + Number(one), 0) / 3;
  const [ground, ink] = await page.evaluate(() => {
    const style = getComputedStyle(document.body);
    return [style.backgroundColor, style.color];
  });
  assert.ok(light_of(ink) < 80, `ink ${ink}`);
  assert.ok(/, 0\)$/.test(ground) || light_of(ground) > 240, `ground ${ground}`);
  assert.strictEqual(await page.locator('#theme').isVisible(), false, 'a button cannot be pressed on paper');
  const pdf = await page.pdf({ format: 'A4', path: picture('failed.pdf') });
  assert.strictEqual(pdf.subarray(0, 5).toString('latin1'), '%PDF-');
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
  assert.ok(pages.length >= 2 && pages.length <= 40, `${pages.length} pages`);
});
