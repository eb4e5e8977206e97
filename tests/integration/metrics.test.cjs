// The target's metrics in both formats, read by those for whom they are written.
'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { binary, top } = require('./support.cjs');
const { promtool_complaints, families_in } = require('./metrics_readers.cjs');

const tool = path.join(path.dirname(binary), 'exposition_tool');
const exposition = (...args) => execFileSync(tool, args, { encoding: 'utf8' });

/** Every sample as "name{label=value,...} value", sorted. */
function samples_in(text, how) {
  const shown = ([name, labels, value]) =>
    `${name}{${Object.entries(labels).sort().map(([key, label]) => `${key}=${JSON.stringify(label)}`).join(',')}} ${value}`;
  return families_in(text, how).flatMap(({ samples }) => samples.map(shown)).sort();
}

test('promtool finds nothing wrong with the text format, of a target that was used and of one that was not', () => {
  assert.equal(promtool_complaints(exposition('text')), '');
  assert.equal(promtool_complaints(exposition('text', 'unused')), '');
});

test('promtool would find a counter without its suffix, a family told twice, and a broken label', () => {
  const text = exposition('text');
  assert.match(promtool_complaints(text.replaceAll('rushhour_target_connections_total', 'rushhour_target_connections')), /counter/);
  assert.match(promtool_complaints(text + text), /second/);
  assert.notEqual(promtool_complaints(text.replace('method="GET"', 'method="GET')), '');
});

test('a strict parser reads the OpenMetrics format, of a target that was used and of one that was not', () => {
  assert.ok(families_in(exposition('open_metrics'), { open_metrics: true }).length > 30);
  assert.ok(families_in(exposition('open_metrics', 'unused'), { open_metrics: true }).length > 10);
});

test('the strict parser would refuse a missing end, a wrong unit, and a bucket that shrinks', () => {
  const text = exposition('open_metrics');
  const refused = (spoiled) => assert.throws(() => families_in(spoiled, { open_metrics: true }));
  refused(text.replace('# EOF\n', ''));
  refused(text.replace('# UNIT rushhour_target_leaked_bytes bytes', '# UNIT rushhour_target_leaked_bytes seconds'));
  refused(text.replace(/(le="\+Inf"\} )\d+/, '$10'));
});

test('both formats tell the same samples', () => {
  const in_text = samples_in(exposition('text'), { open_metrics: false });
  assert.deepEqual(in_text, samples_in(exposition('open_metrics'), { open_metrics: true }));
  assert.ok(in_text.length > 150);
});

test('what was counted is told, and labels come back as they were', () => {
  const families = families_in(exposition('open_metrics'), { open_metrics: true });
  const value = (name, labels) => families.flatMap(({ samples }) => samples)
    .find(([known, with_labels]) => known === name && Object.entries(labels).every(([key, label]) => with_labels[key] === label))?.[2];
  const odd = { method: 'GET', route: '/odd"path\\with\nall' };
  assert.equal(value('rushhour_target_http_requests_total', { ...odd, code: '200' }), 3);
  assert.equal(value('rushhour_target_http_requests_total', { ...odd, code: 'none' }), 3);
  assert.equal(value('rushhour_target_http_requests_total', { ...odd, code: 'other' }), 3);
  assert.equal(value('rushhour_target_http_request_errors_total', odd), 6);
  assert.equal(value('rushhour_target_http_request_duration_seconds_count', odd), 21);
  assert.ok(Math.abs(value('rushhour_target_http_request_duration_seconds_sum', odd) - 7 * 12.0031) < 1e-9);
  assert.equal(value('rushhour_target_http_requests_in_flight', {}), 1);
  assert.equal(value('rushhour_target_connections_open', {}), 1);
  assert.equal(value('rushhour_target_revenue_minor_units_total', { currency: 'EUR' }), 123456);
});

test('docs/telemetry.md explains every metric by its name and its type, and no other', () => {
  const families = families_in(exposition('open_metrics'), { open_metrics: true });
  const docs = fs.readFileSync(path.join(top, 'docs/telemetry.md'), 'utf8');
  const row = /^\| `((?:rushhour_target|process)_\w+)` \| (counter|gauge|histogram) \|/gm;
  const rows = [...docs.matchAll(row)].map(([, name, type]) => `${name} ${type}`);
  const shown = families.map(({ name, type }) => `${name}${type === 'counter' ? '_total' : ''} ${type}`);
  assert.deepEqual(rows.sort(), shown.sort());
});

test('the tool says how it is used', () => {
  const { status, stderr } = spawnSync(tool, ['xml'], { encoding: 'utf8' });
  assert.equal(status, 2);
  assert.match(stderr, /^usage: exposition_tool/);
});
