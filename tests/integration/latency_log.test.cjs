// latency.hlog is HdrHistogram's own format: its JavaScript reader, which knows nothing of rushhour, finds the figures of run.json.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const hdr = require('hdr-histogram-js');

const { run_directory, rushhour, scratch, top } = require('./support.cjs');

/** [{tag: [scenario, step, kind, outcome, phase], histogram}] of a log, read by the foreign library. */
function read_log(file) {
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter((line) => line.startsWith('Tag='));
  return lines.map((line) => {
    const [tag, , , , payload] = line.split(',');
    const histogram = hdr.decodeFromCompressedBase64(payload, 64);
    return { tag: tag.slice('Tag='.length).split('|').map(decodeURIComponent), histogram };
  });
}

function merged(lines, wanted) {
  const layout = { lowestDiscernibleValue: 1, highestTrackableValue: 86_400e9, numberOfSignificantValueDigits: 3 };
  const histogram = hdr.build({ bitBucketSize: 64, ...layout });
  for (const { tag, histogram: part } of lines) if (wanted(tag)) histogram.add(part);
  return histogram;
}

test('the percentiles of run.json are those that hdr-histogram-js finds in the log, exactly', async (t) => {
  const out = scratch(t);
  const scenario = path.join(top, 'scenarios/lunch_rush.lua');
  const { json, stderr } = await rushhour(t, ['run', scenario, '-e', 'SCALE=0.15', '--json', '--out', out]);
  assert.ok(json, stderr);
  const log = read_log(path.join(run_directory(out), 'latency.hlog'));
  const rows = [{ ...json.totals, of: () => true }, ...json.steps.map((step) => ({ ...step, of: ([, name]) => name === step.step }))];
  let compared = 0;
  for (const row of rows) {
    for (const [kind, times] of [['response', row.response_time_ns], ['service', row.service_time_ns]]) {
      const histogram = merged(log, (tag) => tag[2] === kind && tag[4] === 'main' && row.of(tag));
      for (const [key, percentile] of [['p50', 50], ['p90', 90], ['p99', 99], ['p99.9', 99.9]]) {
        if (times[key] === null) continue;
        assert.strictEqual(times[key], histogram.getValueAtPercentile(percentile), `${row.step} ${kind} ${key}`);
        compared += 1;
      }
      if (times.max !== null) assert.strictEqual(times.max, histogram.maxValue, `${row.step} ${kind} max`);
    }
  }
  assert.ok(compared >= 6, `${compared} percentiles compared`);
  assert.ok(json.totals.response_time_ns.p99 !== null, 'the total has a p99');
});
