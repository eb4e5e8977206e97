// What the block on the terminal costs: CPU seconds of a run with it under a pseudo terminal, and of the same run with -q, in turn. The
// difference over the length of the run is a share of one core.
'use strict';

const { execFile } = require('node:child_process');
const path = require('node:path');
const { promisify } = require('node:util');

const { median } = require('./arithmetic.cjs');
const { binary, in_scratch, rounds, run_words } = require('./processes.cjs');
const { start_null_server, with_server } = require('./servers.cjs');

const terminal = path.resolve(__dirname, '../integration/in_terminal.py');
const goal = 1;

/** CPU seconds per second of the run, in percent of a core, and how often the block was drawn. */
const play = (url, words) => in_scratch(async (out) => {
  const command = [binary, ...run_words('live.lua', url, out, ['--no-annotations', ...words])];
  const options = { env: { ...process.env, TERM: 'xterm', LANG: 'C.UTF-8' }, maxBuffer: 1 << 26 };
  const { stdout } = await promisify(execFile)('python3', [terminal, '120', '50', '--', ...command], options);
  const happened = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  const bytes = Buffer.concat(happened.map((one) => Buffer.from(one.bytes ?? '', 'base64'))).toString();
  const { cpu_s, exit } = happened.at(-1);
  if (![0, 98, 99].includes(exit)) throw new Error(`rushhour run ended with exit code ${exit}: ${bytes}`);
  return { percent: cpu_s * 10, drawn: bytes.split('\x1b[?7h').length - 1 };
});

module.exports = async function measure_live() {
  const played = await with_server(start_null_server, async ({ url }) => {
    const all = [];
    for (let round = 0; round < rounds(); ++round)
      all.push({ shown: await play(url, ['--json']), quiet: await play(url, ['--json', '-q']) });
    return all;
  });
  const figure = median(played.map(({ shown, quiet }) => shown.percent - quiet.percent));
  const drawn = median(played.map(({ shown }) => shown.drawn));
  const note = `${drawn} drawings in 10 s; the run took ${median(played.map(({ shown }) => shown.percent)).toFixed(1)} % of a core`;
  return { rows: [{ what: 'live block', figure, unit: '% of a core', goal: '< 1 %', met: figure < goal, note }], details: played };
};
