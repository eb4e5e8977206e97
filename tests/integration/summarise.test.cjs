'use strict';

const assert = require('node:assert');
const test = require('node:test');

const { parseCases, skips, summary } = require('../summarise.cjs');

const junit = (...cases) => `<testsuite>${cases.join('\n')}</testsuite>`;
const passed = (name, output = '') => `<testcase name="${name}" time="1" status="run"><system-out>${output}</system-out></testcase>`;
const failed = (name) => `<testcase name="${name}" status="fail"><failure message=""/><system-out>x &lt; y</system-out></testcase>`;
const skipped = (name, output) =>
  `<testcase name="${name}" status="notrun"><skipped message="M"/><system-out>${output}</system-out></testcase>`;

test('names and output of a JUnit file are read as they were meant', () => {
  const [only] = parseCases(junit(failed('unit: a &amp; b')));
  assert.deepStrictEqual(only, { name: 'unit: a & b', status: 'fail', output: 'x < y' });
});

test('what was skipped is listed with its reason', () => {
  const rows = [
    ['a unit test says why', skipped('unit: a', 'skipped: no shared data\n===='), ['unit: a: no shared data']],
    ['a test that could not run', skipped('unit: a', ''), ['unit: a: no reason given']],
    [
      'one test of a file that passed as a whole',
      passed('browser: report', '✔ draws (3.1ms)\n  ﹣ looks right (0.2ms) # no chromium\n'),
      ['browser: report, looks right: no chromium'],
    ],
    ['nothing was', passed('unit: a', '✔ draws (3.1ms)'), []],
  ];
  for (const [says, xml, expected] of rows) assert.deepStrictEqual(skips(parseCases(junit(xml))), expected, says);
});

test('the last line is that of ctest, and only a run without failure is good', () => {
  const rows = [
    ['all passed', [passed('a'), passed('b')], '100% tests passed, 0 tests failed out of 2', true],
    ['one failed', [passed('a'), failed('b'), passed('c')], '66% tests passed, 1 tests failed out of 3', false],
    ['a skip is no failure', [passed('a'), skipped('b', 'skipped: x')], '100% tests passed, 0 tests failed out of 2', true],
    ['no tests are no success', [], '0% tests passed, 0 tests failed out of 0', false],
  ];
  for (const [says, cases, last, good] of rows) {
    const told = summary(parseCases(junit(...cases)));
    assert.strictEqual(told.text.split('\n').at(-1), last, says);
    assert.strictEqual(told.good, good, says);
  }
});
