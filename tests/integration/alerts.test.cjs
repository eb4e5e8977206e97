// The alert rules, by Prometheus' own tool: that they are rules, that each fires when it should and only then, and that they speak of
// metrics that exist and of paragraphs that are written.
'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { binary, scratch, top } = require('./support.cjs');
const { families_in } = require('./metrics_readers.cjs');

const rules_file = path.join(top, 'share/prometheus/rushhour.rules.yml');
const tests_file = path.join(top, 'tests/golden/prometheus/rushhour.test.yml');
const rules = fs.readFileSync(rules_file, 'utf8');
const tests = fs.readFileSync(tests_file, 'utf8');

/** Each alert with its lines: {name, text}. */
const alerts = rules.split(/^(?= {6}- (?:alert|record):| {2}- name:)/m).flatMap((text) => {
  const name = /^ {6}- alert: (\w+)/.exec(text)?.[1];
  return name ? [{ name, text }] : [];
});

function promtool(...args) {
  const { error, status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  if (error) throw error;
  return { status, says: stdout + stderr };
}

/** The alerts that the tests find wrong when each has been changed by `change`. */
function found_wrong(folder, change) {
  const changed = alerts.reduce((all, { text }) => all.replace(text, change(text)), rules);
  fs.writeFileSync(path.join(folder, 'rules.yml'), changed);
  fs.writeFileSync(path.join(folder, 'tests.yml'), tests.replace(/- .*rushhour\.rules\.yml/, '- rules.yml'));
  assert.equal(promtool('check', 'rules', path.join(folder, 'rules.yml')).status, 0);
  const { says } = promtool('test', 'rules', path.join(folder, 'tests.yml'));
  return new Set([...says.matchAll(/alertname: (\w+), time:/g)].map(([, name]) => name));
}

test('promtool takes the rules', () => {
  const { status, says } = promtool('check', 'rules', rules_file);
  assert.equal(status, 0, says);
  assert.match(says, /16 rules found/);
  assert.equal(alerts.length, 12);
});

test('every alert fires when it should, and not before', () => {
  const { status, says } = promtool('test', 'rules', tests_file);
  assert.equal(status, 0, says);
});

test('each alert is tested both where it fires and where it does not', () => {
  for (const { name } of alerts) {
    const cases = [...tests.matchAll(new RegExp(`alertname: ${name}\\n\\s+exp_alerts:(.*)`, 'g'))].map(([, expected]) => expected.trim());
    assert.ok(cases.includes('[]'), `${name} is never seen silent`);
    assert.ok(cases.includes(''), `${name} is never seen firing`);
  }
});

test('the tests find an alert that never fires, and one that does not wait', (t) => {
  const folder = scratch(t);
  const names = (some) => some.map(({ name }) => name).sort();
  assert.deepEqual([...found_wrong(folder, (text) => text)], []);
  const dumb = (text) => text.replace(/expr:(?: \|\n(?: {10}.*\n)+| .*\n)/, 'expr: absent(vector(0))\n');
  assert.deepEqual([...found_wrong(folder, dumb)].sort(), names(alerts));
  const hasty = (text) => text.replace(/ {8}for: .*\n/, '');
  assert.deepEqual([...found_wrong(folder, hasty)].sort(), names(alerts.filter(({ text }) => text.includes(' for: '))));
});

test('each alert has its severity, a summary with its instance, a description, and a paragraph that says what to do', () => {
  const docs = fs.readFileSync(path.join(top, 'docs/telemetry.md'), 'utf8');
  const anchors = [...docs.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));
  for (const { name, text } of alerts) {
    assert.match(text, /severity: (page|ticket)\n/, name);
    assert.match(text, /summary: ".*\{\{ \$labels\.instance \}\}.*"\n/, name);
    assert.match(text, /description: ".{40,}"\n/, name);
    const anchor = /runbook: "docs\/telemetry\.md#([\w-]+)"\n/.exec(text)?.[1];
    assert.ok(anchors.includes(anchor), `${name}: no paragraph ${anchor}`);
    assert.ok(docs.includes(`\`${name}\``), `${name} is not explained`);
  }
});

test('the rules speak of metrics that the target tells', () => {
  const tool = path.join(path.dirname(binary), 'exposition_tool');
  const families = families_in(execFileSync(tool, ['open_metrics'], { encoding: 'utf8' }), { open_metrics: true });
  const told = new Set(families.flatMap(({ samples }) => samples.map(([name]) => name)));
  const spoken_of = new Set([...rules.matchAll(/(?<![:\w])rushhour_target_\w+/g)].map(([name]) => name));
  assert.ok(spoken_of.size >= 12);
  for (const name of spoken_of) assert.ok(told.has(name), `${name} is told by no target`);
});
