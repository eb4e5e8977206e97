// Who is measured: each generator sends requests as fast as it is answered, and says how many. `run` gives {requests, cpu_s}, and `seconds`
// where it took another time than it was told; errors in the load throw, since a rate with errors in it is none.
'use strict';

const { spawnSync } = require('node:child_process');
const path = require('node:path');

const { binary, run_scenario, run_timed, yardstick } = require('./processes.cjs');

const succeeds = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const in_path = (command) => succeeds('sh', ['-c', 'command -v "$0"', command]);

/** What `pattern` finds in a generator's output, as a number; throws with the output where it is not there, or where `wrong` is. */
function count_in(name, { stdout, stderr }, pattern, wrong) {
  const text = stdout + stderr;
  const found = pattern.exec(text);
  if (!found || Number(found[1]) === 0 || wrong?.test(text)) throw new Error(`${name} did not go well:\n${text}`);
  return Number(found[1]);
}

/** A generator whose output says its number of requests: `words` makes its arguments of {url, path, connections, seconds}. */
const command_line = (name, command, words, pattern, wrong) => ({
  name,
  installed: () => in_path(command),
  run: async (load) => {
    const ended = await run_timed(command, words({ ...load, address: load.url + load.path }));
    return { requests: count_in(name, ended, pattern, wrong), cpu_s: ended.cpu_s };
  },
});

/** Fields for every request, as wrk and those like it take them. */
const field_words = (fields = []) => fields.flatMap((field) => ['-H', field]);

/** Used as wrk is, `words` besides. */
const rushhour_as_wrk = (name, words) => ({
  name,
  installed: () => true,
  run: async ({ url, path: where, connections, seconds, fields }) => {
    const flags = ['-t1', `-c${connections}`, `-d${seconds}s`, '--json', ...words, ...field_words(fields)];
    const { stdout, stderr, cpu_s } = await run_timed(binary, ['bench', ...flags, url + where]);
    if (stdout === '') throw new Error(`${name}: ${stderr}`);
    const { bench, generator } = JSON.parse(stdout);
    const errors = Object.values(bench.errors).reduce((sum, count) => sum + count, generator.script_errors);
    if (errors > 0) throw new Error(`${name}: ${JSON.stringify(bench.errors)}, ${generator.script_errors} errors in the script`);
    return { requests: bench.requests, cpu_s };
  },
});
const rushhour_bench = rushhour_as_wrk('rushhour bench', []);

/** A wrk script beside this file. */
const rushhour_with = (name, script) => rushhour_as_wrk(name, ['-s', path.join(__dirname, script)]);

/** A Lua scenario beside this file, every check of which must hold. */
const scenario = (name, script) => ({
  name,
  installed: () => true,
  run: async ({ url, path: where, connections, seconds, ca }) => {
    const words = ['-e', `SECONDS=${seconds}`, '-e', `USERS=${connections}`, '-e', `URL=${where}`, ...(ca ? ['--ca', ca] : [])];
    const { json, cpu_s } = await run_scenario(script, url, words);
    return { requests: json.totals.count, cpu_s };
  },
});
const rushhour_run = scenario('rushhour run', 'get.lua');

const raw_epoll = {
  name: 'raw epoll client',
  installed: () => true,
  run: async ({ url, path: where, connections, seconds }) => {
    const { stdout, stderr, cpu_s } = await run_timed(yardstick('raw_epoll_client'), [url, where, String(connections), String(seconds)]);
    if (stdout === '') throw new Error(`raw epoll client: ${stderr}`);
    const { requests, errors } = JSON.parse(stdout);
    if (errors > 0) throw new Error(`raw epoll client: ${errors} errors`);
    return { requests, cpu_s };
  },
};

const wrk_words = ({ address, connections, seconds, fields }) =>
  ['-t1', `-c${connections}`, `-d${seconds}s`, ...field_words(fields), address];
const wrk_trouble = /Non-2xx|Socket errors/;
const wrk = command_line('wrk', 'wrk', wrk_words, /(\d+) requests in/, wrk_trouble);

/** wrk with a script beside this file. */
const wrk_script = (name, script) =>
  command_line(name, 'wrk', (load) => ['-s', path.join(__dirname, script), ...wrk_words(load)], /(\d+) requests in/, wrk_trouble);

const h2load = command_line('h2load', 'h2load',
  ({ address, connections, seconds }) => ['--h1', '-t1', `-c${connections}`, `-D${seconds}`, address],
  /(\d+) succeeded/, /[1-9]\d* (failed|errored|timeout)/);

const hey = command_line('hey', 'hey',
  ({ address, connections, seconds }) => ['-z', `${seconds}s`, '-c', String(connections), '-cpus', '1', address],
  /\[200\]\s+(\d+) responses/, /Error distribution/);

const ab = command_line('ab', 'ab',
  ({ address, connections, seconds }) => ['-q', '-k', '-c', String(connections), '-t', String(seconds), '-n', '5000000', address],
  /Complete requests:\s+(\d+)/, /Non-2xx|Failed requests:\s+[1-9]/);

/** From npm, with a tree of sixty packages, so it is measured where it is: $AUTOCANNON, else what npx finds without the network. */
const autocannon = {
  name: 'autocannon',
  installed: () => in_path(autocannon_words()[0]) && succeeds(autocannon_words()[0], [...autocannon_words().slice(1), '--version']),
  run: async ({ url, path: where, connections, seconds }) => {
    const [command, ...words] = autocannon_words();
    const ended = await run_timed(command, [...words, '-c', String(connections), '-d', String(seconds), '--json', url + where]);
    const { '2xx': requests, errors, non2xx } = JSON.parse(ended.stdout);
    if (!requests || errors + non2xx > 0) throw new Error(`autocannon: ${errors} errors, ${non2xx} answers that are not 2xx`);
    return { requests, cpu_s: ended.cpu_s };
  },
};
const autocannon_words = () => (process.env.AUTOCANNON ? [process.env.AUTOCANNON] : ['npx', '--no-install', 'autocannon']);

/** Locust with a file beside this one. What it takes to import itself, a second, is not in its CPU time. */
const locust = (file) => ({
  name: 'Locust',
  installed: () => in_path('locust'),
  run: async ({ url, connections, seconds }) => {
    const start = await run_timed('locust', ['--version']);
    const ended = await run_timed('locust', ['-f', path.join(__dirname, file), '--headless', '--only-summary', '-H', url,
      '-u', String(connections), '-r', String(connections), '-t', `${seconds}s`, '--stop-timeout', '5']);
    const requests = count_in('Locust', ended, /Aggregated\s+(\d+)/, /Aggregated\s+\d+\s+[1-9]\d*\(/);
    if (ended.cpu_s <= start.cpu_s) throw new Error('Locust: too short a turn to tell its load from its start');
    return { requests, cpu_s: ended.cpu_s - start.cpu_s, start_cpu_s: start.cpu_s };
  },
});

module.exports = { ab, autocannon, h2load, hey, locust, raw_epoll, rushhour_bench, rushhour_run, rushhour_with, scenario, wrk, wrk_script };
