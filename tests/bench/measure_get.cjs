// Plain GET over 64 connections kept alive, everybody in turn on the same server. The second wrk of a round shows how much two measurements
// of the same thing differ here.
'use strict';

const { compare } = require('./comparison.cjs');
const { ab, autocannon, h2load, hey, locust, raw_epoll, rushhour_bench, rushhour_run, wrk } = require('./generators.cjs');
const { require_two_cores, seconds } = require('./processes.cjs');
const { start_nginx, start_null_server, with_server } = require('./servers.cjs');

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
  // ab speaks HTTP/1.0 and would wait for the null server to close, since that does not say keep-alive.
  const of_null_server = peers.filter(({ tool }) => tool !== ab);
  for (const [start, its_peers] of [[start_nginx, peers], [start_null_server, of_null_server]]) {
    await with_server(start, async (server) => {
      const load = { ...server, connections: 64, seconds: seconds() };
      const compared = await compare({ what: `GET, ${server.name}`, ours, peers: its_peers, load });
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
