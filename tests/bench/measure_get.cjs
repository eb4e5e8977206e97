// Plain GET over 64 connections kept alive, everybody in turn on the same server. The second wrk of a round shows how much two measurements
// of the same thing differ here.
'use strict';

const { compare } = require('./comparison.cjs');
const { ab, autocannon, h2load, hey, locust, raw_epoll, rushhour_bench, rushhour_run, wrk } = require('./generators.cjs');
const { require_two_cores, seconds } = require('./processes.cjs');
const { start_nginx, with_server } = require('./servers.cjs');

const ours = [rushhour_bench, rushhour_run];  // the goals are the first one's, which like wrk's GET has no script
const peers = [
  { tool: wrk, goal: '>= 1.15' },
  { tool: raw_epoll, goal: '>= 0.9' },
  { tool: h2load }, { tool: ab }, { tool: hey }, { tool: autocannon }, { tool: locust('locust_get.py') },
];

module.exports = async function measure_get() {
  require_two_cores();
  const details = {};
  const rows = [];
  for (const start of [start_nginx]) {
    await with_server(start, async (server) => {
      const load = { ...server, connections: 64, seconds: seconds() };
      const compared = await compare({ what: `GET, ${server.name}`, ours, peers, load });
      rows.push(...compared.rows);
      details[server.name] = compared.results;
    });
  }
  if (wrk.installed()) {
    const { rows: noise, results } = await with_server(start_nginx, (server) => compare({
      what: 'noise', ours: [wrk], peers: [{ tool: { ...wrk, name: 'itself' } }], load: { ...server, connections: 64, seconds: seconds() },
    }));
    rows.push(noise.find(({ unit }) => unit === 'x'));
    details.noise = results;
  }
  return { rows, details };
};
