// Ends a test run: what was skipped and why, then ctest's closing line once more, so that it is the last thing said.
// usage: summarise.cjs JUNIT_FILE; exit code 1 if a test failed or none ran
'use strict';

const fs = require('node:fs');

const entities = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const decode = (text) => text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => entities[name]);

/** The test cases of a JUnit file as ctest writes it: [{name, status: 'run' | 'fail' | 'notrun' | 'disabled', output}]. */
function parseCases(xml) {
  return [...xml.matchAll(/<testcase ([^>]*)>([\s\S]*?)<\/testcase>/g)].map(([, attributes, body]) => {
    const attribute = (name) => decode(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');
    const output = /<system-out>([\s\S]*?)<\/system-out>/.exec(body)?.[1] ?? '';
    return { name: attribute('name'), status: attribute('status'), output: decode(output) };
  });
}

/**
 * What was skipped, as sentences. A unit test says "skipped: reason"; a file of Node's test runner may skip some of its tests and pass as
 * a whole, and says so as "name (0.1ms) # reason" behind a small dash.
 */
function skips(cases) {
  const found = [];
  for (const { name, status, output } of cases) {
    const inside = output.matchAll(/^\s*﹣ (.*?) \([\d.]+ms\) # (?:skipped: )?(.*)$/gm);
    const inner = [...inside].map(([, test, why]) => `${name}, ${test}: ${why}`);
    const reason = /skipped: (.*)/.exec(output)?.[1];
    if (inner.length > 0) found.push(...inner);
    else if (status === 'notrun' || status === 'disabled') found.push(`${name}: ${reason ?? 'no reason given'}`);
  }
  return found;
}

function summary(cases) {
  const failed = cases.filter((test) => test.status === 'fail');
  const skipped = skips(cases);
  const lines = [];
  if (skipped.length > 0) lines.push(`${skipped.length} skipped:`, ...skipped.map((line) => `  ${line}`));
  if (failed.length > 0) lines.push(`${failed.length} failed:`, ...failed.map((test) => `  ${test.name}`));
  const passed = cases.filter((test) => test.status === 'run').length;
  lines.push(`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`);
  const share = cases.length === 0 ? 0 : Math.floor((100 * (cases.length - failed.length)) / cases.length);
  lines.push(`${share}% tests passed, ${failed.length} tests failed out of ${cases.length}`);
  return { text: lines.join('\n'), good: failed.length === 0 && cases.length > 0 };
}

module.exports = { parseCases, skips, summary };

if (require.main === module) {
  const { text, good } = summary(parseCases(fs.readFileSync(process.argv[2], 'utf8')));
  console.log(`\n${text}`);
  process.exitCode = good ? 0 : 1;
}
