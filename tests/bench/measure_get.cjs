// Plain GET over 64 connections kept alive: requests per second of the generator's CPU time, rushhour and wrk in turn on the same server,
// so that what the machine does besides meets both. The ratio of each round counts, not that of the best.
'use strict';

const path = require('node:path');

const { median, require_two_cores, run_rushhour, run_timed, start_nginx } = require('./processes.cjs');

const rounds = 5;
const seconds = 6;

async function wrk(url) {
  const { stdout, stderr, cpu_s } = await run_timed('wrk', ['-t1', '-c64', `-d${seconds}s`, `${url}/small.txt`]);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  if (!requests) throw new Error(`wrk: ${stdout}${stderr}`);
  return { requests, cpu_s, per_cpu_s: requests / cpu_s, rate: requests / seconds };
}

async function rushhour(url) {
  const { json, cpu_s } = await run_rushhour([path.join(__dirname, 'get.lua'), '--target', url, '-e', `SECONDS=${seconds}`]);
  const requests = json.totals.count;
  if (json.totals.errors > 0) throw new Error(`rushhour: ${json.totals.errors} errors in ${requests} requests`);
  return { requests, cpu_s, per_cpu_s: requests / cpu_s, rate: requests / seconds };
}

module.exports = async function measure_get() {
  require_two_cores();
  const server = await start_nginx();
  const details = [];
  try {
    for (let round = 0; round < rounds; ++round) {
      const ours = await rushhour(server.url);
      const theirs = await wrk(server.url);
      details.push({ rushhour: ours, wrk: theirs, ratio: ours.per_cpu_s / theirs.per_cpu_s });
    }
  } finally {
    await server.stop();
  }
  const ratios = details.map(({ ratio }) => ratio);
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} in ${rounds} rounds`;
  const per_cpu = (tool) => median(details.map((round) => round[tool].per_cpu_s));
  return {
    rows: [
      { what: 'GET, 64 connections: rushhour', figure: per_cpu('rushhour'), unit: '/cpu s' },
      { what: 'GET, 64 connections: wrk', figure: per_cpu('wrk'), unit: '/cpu s' },
      { what: 'GET, 64 connections: rushhour / wrk', figure: median(ratios), unit: 'x', note: range },
    ],
    details,
  };
};
