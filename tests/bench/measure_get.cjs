// Plain GET over 64 connections kept alive: requests per second of the generator's CPU time, everybody in turn on the same server. The
// second wrk of a round shows how much two measurements of the same thing differ here.
'use strict';

const { median, ratio_row } = require('./arithmetic.cjs');
const { ab, autocannon, h2load, hey, in_turn, locust, raw_epoll, rushhour_run, wrk } = require('./generators.cjs');
const { require_two_cores, rounds, seconds } = require('./processes.cjs');
const { start_nginx, with_server } = require('./servers.cjs');

const wrk_again = { ...wrk, name: 'wrk again' };
const ours = [rushhour_run];
const peers = [
  { tool: wrk, goal: '>= 1.15' },
  { tool: raw_epoll, goal: '>= 0.9' },
  { tool: h2load }, { tool: ab }, { tool: hey }, { tool: autocannon }, { tool: locust('locust_get.py') },
];

function rows_of(server, results, missing) {
  const per_cpu = (name) => (round) => round[name].per_cpu_s;
  const what = (name) => `GET, ${server}: ${name}`;
  const figure = (name, says) => ({
    what: what(name), figure: median(results.map(per_cpu(name))), unit: '/cpu s',
    note: `${Math.round(median(results.map((round) => round[name].rate))).toLocaleString('en-US')}/s${says ?? ''}`,
  });
  const present = peers.filter(({ tool }) => !missing.includes(tool.name));
  const against = (our, { tool, goal }) =>
    ratio_row({ what: what(`${our} / ${tool.name}`), rounds: results, above: per_cpu(our), below: per_cpu(tool.name), goal });
  return [
    ...ours.map(({ name }) => figure(name)),
    ...present.map(({ tool }) => ({ ...figure(tool.name), aside: true })),
    ...ours.flatMap(({ name }, place) => present.map(({ tool, goal }) => against(name, { tool, goal: place === 0 ? goal : undefined }))),
    ...missing.map((name) => ({ what: what(name), unit: '', note: 'not installed' })),
    { ...ratio_row({ what: what('wrk / itself'), rounds: results, above: per_cpu('wrk again'), below: per_cpu('wrk') }), aside: true },
  ];
}

module.exports = async function measure_get() {
  require_two_cores();
  const missing = peers.filter(({ tool }) => !tool.installed()).map(({ tool }) => tool.name);
  const contestants = [...ours, ...peers.map(({ tool }) => tool).filter(({ name }) => !missing.includes(name))];
  if (!missing.includes('wrk')) contestants.push(wrk_again);
  const details = {};
  const rows = [];
  for (const start of [start_nginx]) {
    await with_server(start, async (server) => {
      const results = await in_turn(contestants, rounds(), { ...server, connections: 64, seconds: seconds() });
      details[server.name] = results;
      rows.push(...rows_of(server.name, results, missing));
    });
  }
  return { rows, details };
};
