// GET over TLS 1.3 and 64 connections kept. We verify the server's certificate, the others do not.
'use strict';

const { compare } = require('./comparison.cjs');
const { h2load, rushhour_run, wrk } = require('./generators.cjs');
const { require_two_cores, seconds } = require('./processes.cjs');
const { start_nginx, with_server } = require('./servers.cjs');

const peers = [{ tool: h2load, goal: '>= 0.9' }, { tool: wrk }];

module.exports = async function measure_tls() {
  require_two_cores();
  return with_server(start_nginx, async (server) => {
    const load = { ...server, url: server.tls_url, connections: 64, seconds: seconds() };
    const { rows, results } = await compare({ what: 'GET over TLS, connections kept', ours: [rushhour_run], peers, load });
    return { rows, details: results };
  });
};
