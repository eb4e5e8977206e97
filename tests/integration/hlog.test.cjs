// Logs of ours read by HdrHistogram's JavaScript port, and its logs read by us: every figure must be the same, not about the same.
'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const hdr = require('hdr-histogram-js');

const { binary, scratch } = require('./support.cjs');

const tool = path.join(path.dirname(binary), 'hlog_tool');

/** Even numbers in [0, 1) that are the same each time (mulberry32). */
function stream(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const normal = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Latencies as they come: mostly log-normal, now and then a timeout. */
function latencies(random, n, middle) {
  return Array.from({ length: n }, () => (random() < 0.002 ? 60e9 : Math.floor(middle * Math.exp(0.7 * normal(random)))));
}

/** Every half percentile but p0, which the library calls the lowest value of the first bucket. */
const percentiles = (histogram) => Array.from({ length: 200 }, (_, i) => histogram.getValueAtPercentile((i + 1) / 2));

function assert_same(ours, theirs) {
  assert.equal(ours.count, theirs.totalCount);
  if (ours.count === 0) return;
  // Until it is decoded from a log, the library still knows the sample itself.
  assert.equal(ours.max, theirs.highestEquivalentValue(theirs.maxValue));
  assert.deepEqual(ours.percentiles, percentiles(theirs));
  assert.ok(Math.abs(ours.mean - theirs.mean) <= 1e-12 * ours.mean, `${ours.mean} is not ${theirs.mean}`);
}

function read_with_library(text) {
  const reader = new hdr.HistogramLogReader(text, 64);
  const all = [];
  for (let one = reader.nextIntervalHistogram(); one !== null; one = reader.nextIntervalHistogram()) all.push(one);
  return all;
}

test('a log that we write has the same figures in the library', (t) => {
  const random = stream(1);
  const lines = [];
  for (let second = 0; second < 20; ++second)
    for (const [tag, n] of [['diners|menu|response|ok|main', 400], ['diners|place%20order|service|error|warmup', second % 3]])
      lines.push({ tag, second, values: latencies(random, n, 2e6) });
  const input = lines.map(({ tag, second, values }) => [tag, second * 1000, 1000, ...values].join(' ')).join('\n');
  const text = execFileSync(tool, ['write'], { input, encoding: 'utf8' });
  const decoded = read_with_library(text);
  assert.equal(decoded.length, lines.length);
  const file = path.join(scratch(t), 'latency.hlog');
  fs.writeFileSync(file, text);
  const ours = JSON.parse(execFileSync(tool, ['read', file], { encoding: 'utf8' }));
  const sum = hdr.build({ highestTrackableValue: 24 * 3600e9, bitBucketSize: 64 });
  decoded.forEach((histogram, i) => {
    assert.equal(histogram.tag, lines[i].tag);
    assert.equal(histogram.startTimeStampMsec, 1700000000000 + lines[i].second * 1000);
    assert.equal(histogram.totalCount, lines[i].values.length);
    // Not only what we read again, but what the library would have recorded itself.
    const recorded = hdr.build({ highestTrackableValue: 24 * 3600e9, bitBucketSize: 64 });
    for (const value of lines[i].values) recorded.recordValue(value);
    if (lines[i].values.length > 0) assert.deepEqual(percentiles(histogram), percentiles(recorded));
    assert_same(ours.lines[i], histogram);
    sum.add(histogram);
  });
  assert_same(ours.all, sum);
});

test('a log that the library writes is read back exactly', (t) => {
  const random = stream(2);
  const layouts = [
    { lowestDiscernibleValue: 1, highestTrackableValue: 3600e9, numberOfSignificantValueDigits: 3 },
    { lowestDiscernibleValue: 1, highestTrackableValue: 100e9, numberOfSignificantValueDigits: 2 },
    { lowestDiscernibleValue: 1000, highestTrackableValue: 3600e9, numberOfSignificantValueDigits: 3 },
    { lowestDiscernibleValue: 1, highestTrackableValue: 70e9, numberOfSignificantValueDigits: 4 },
    { lowestDiscernibleValue: 1, highestTrackableValue: 100e9, numberOfSignificantValueDigits: 1 },
  ];
  let text = '';
  const writer = new hdr.HistogramLogWriter((part) => { text += part; });
  writer.outputLogFormatVersion();
  writer.outputStartTime(1700000000250);
  writer.outputLegend();
  const written = [];
  for (const layout of layouts)
    for (const n of [0, 1, 700]) {
      const histogram = hdr.build({ ...layout, bitBucketSize: 64 });
      for (const value of latencies(random, n, 3e6)) histogram.recordValue(value);
      const second = written.length;
      if (n === 700) histogram.tag = 'some-tag';
      writer.outputIntervalHistogram(histogram, 1700000000.25 + second, 1700000000.25 + second + 1, 1e6);
      written.push(histogram);
    }
  const file = path.join(scratch(t), 'library.hlog');
  fs.writeFileSync(file, text);
  const ours = JSON.parse(execFileSync(tool, ['read', file], { encoding: 'utf8' }));
  assert.equal(ours.start_ms, 1700000000250);
  assert.deepEqual(ours.warnings, []);
  assert.equal(ours.lines.length, written.length);
  written.forEach((histogram, i) => {
    assert_same(ours.lines[i], histogram);
    assert.equal(ours.lines[i].begin_ms, i * 1000);
    assert.equal(ours.lines[i].length_ms, 1000);
    assert.equal(ours.lines[i].tag, histogram.totalCount === 700 ? 'some-tag' : '');
  });
});

test('a log that is damaged in the middle ends in one line that names the place', (t) => {
  const text = execFileSync(tool, ['write'], { input: 'a 0 1000 5 6\nb 1000 1000 7\n', encoding: 'utf8' });
  const file = path.join(scratch(t), 'damaged.hlog');
  fs.writeFileSync(file, text.replace('HISTF', 'HIST'));
  const { status, stderr } = spawnSync(tool, ['read', file], { encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stderr, /^hlog_tool: .*damaged\.hlog:5: .*\n$/);
});
