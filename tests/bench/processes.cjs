// Processes to measure: pinned to a core, with the CPU time that they took or the memory that they hold. Everything that is started is
// known by its handle and ended by it.
'use strict';

const { execFileSync, spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

const binary = process.env.RUSHHOUR ?? path.resolve(__dirname, '../../build/release/rushhour');
const yardstick = (name) => path.join(path.dirname(binary), `bench_${name}`);
const server_core = 0;
const generator_core = 1;

/** A count from the environment that shortens the bench: BENCH_ROUNDS, BENCH_SECONDS. */
function setting(name, usual) {
  const value = Number(process.env[name] ?? usual);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} is '${process.env[name]}', and must be a whole number from 1`);
  return value;
}
const rounds = () => setting('BENCH_ROUNDS', 5);
const seconds = () => setting('BENCH_SECONDS', 3);

/** A folder that vanishes with `use`. */
async function in_scratch(use) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rushhour-bench-'));
  try {
    return await use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Runs a command on the generator's core: {stdout, stderr, code, cpu_s}, where cpu_s is user and system time, children inside. */
function run_timed(command, args) {
  return new Promise((resolve, reject) => {
    // The times of bash are those of the children it waited for, to the millisecond; they stand in the last line of its stderr.
    const script = 'TIMEFORMAT="%U %S"; time taskset -c "$0" "$@"';
    const child = spawn('bash', ['-c', script, String(generator_core), command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => { stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text) => { stderr += text; });
    child.once('error', reject);
    child.once('close', (code) => {
      const times = stderr.trimEnd().split('\n').at(-1).split(' ').map(Number);
      resolve({ stdout, stderr, code, cpu_s: times[0] + times[1] });
    });
  });
}

/** A process on a core that lives until `end(signal)`: {pid, child, end}. taskset becomes the command, so the pid is its own. */
function start_on(core, command, args) {
  const child = spawn('taskset', ['-c', String(core), command, ...args], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const end = async (signal = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGCONT');
      child.kill(signal);
    }
    await exited;
  };
  return { pid: child.pid, child, end };
}

const start_generator = (command, args) => start_on(generator_core, command, args);

/** Waits until `holds()` gives something; throws after a minute, or when the process has ended. */
async function until(holds, says, running) {
  for (const begin = performance.now(); performance.now() - begin < 60_000;) {
    const value = await holds();
    if (value) return value;
    if (running && (running.child.exitCode !== null || running.child.signalCode !== null)) throw new Error(`${says}: it ended before`);
    await pause(100);
  }
  throw new Error(`${says}: not within a minute`);
}

/** The whole lines of counters.jsonl of the one run in `out` so far. */
function ticks_of(out) {
  const [run] = fs.readdirSync(out);
  const file = run && path.join(out, run, 'counters.jsonl');
  if (!file || !fs.existsSync(file)) return [];
  return fs.readFileSync(file, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line));
}

/**
 * Bytes that a process holds, {anonymous, proportional, resident}: RssAnon, which is its own; Pss, which counts a shared page by its share;
 * RssAnon and RssFile and RssShmem, which counts each in full.
 */
function memory_of(pid) {
  const text = (file) => fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
  const bytes = (file, key) => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text(file))[1]) * 1024;
  const [anonymous, proportional, resident] = [bytes('status', 'RssAnon'), bytes('smaps_rollup', 'Pss'), bytes('status', 'VmRSS')];
  return { anonymous, proportional, resident };
}

/** How many sockets a process has. */
const sockets_of = (pid) =>
  fs.readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      return fs.readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith('socket:');
    } catch {
      return false;  // closed meanwhile
    }
  }).length;

/** The words of `rushhour run` as the bench wants it: one worker, the run directory in `out`. */
const run_words = (script, url, out, words) =>
  ['run', path.join(__dirname, script), '--target', url, '--threads', '1', '--out', out, ...words];

/** Runs a scenario of this folder on the generator's core, its run directory thrown away: {json, cpu_s}; throws at an error of the load. */
async function run_scenario(script, url, words, { may_fail = false } = {}) {
  return in_scratch(async (out) => {
    const ended = await run_timed(binary, [...run_words(script, url, out, words), '--json']);
    if (ended.stdout === '') throw new Error(`rushhour ended with exit code ${ended.code}:\n${ended.stderr}`);
    const json = JSON.parse(ended.stdout);
    if (json.totals.errors > 0 && !may_fail) throw new Error(`rushhour, ${script}: ${JSON.stringify(json.errors)}`);
    if (json.generator.script_errors > 0) throw new Error(`rushhour, ${script}: ${json.generator.script_errors} errors in the script`);
    const failed = (json.checks ?? []).find(({ fails }) => fails > 0);
    if (failed) throw new Error(`rushhour, ${script}: '${failed.check}' failed ${failed.fails} times`);
    return { ...ended, json };
  });
}

const require_two_cores = () => {
  if (os.cpus().length < 2) throw new Error('server and generator are pinned apart, which takes two cores');
  execFileSync('taskset', ['--version'], { stdio: 'ignore' });
};

/** The words that hand a script its environment. */
const given = (values) => Object.entries(values).flatMap(([name, value]) => ['-e', `${name}=${value}`]);

module.exports = {
  binary, generator_core, given, in_scratch, memory_of, pause, require_two_cores, rounds, run_scenario, run_timed, run_words, seconds,
  server_core, sockets_of, start_generator, start_on, ticks_of, until, yardstick,
};
