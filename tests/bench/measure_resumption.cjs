// GET over TLS 1.3 with a new connection for each request and the session of an earlier one, as the server confirms, beside
// `openssl s_time -reuse`, which resumes too, and h2load, which makes each connection afresh.
'use strict';

const { compare } = require('./comparison.cjs');
const { h2load, scenario } = require('./generators.cjs');
const { require_two_cores, run_timed, seconds } = require('./processes.cjs');
const { start_nginx, with_server } = require('./servers.cjs');

/** h2load has no connection per request but by as many clients as requests. */
const h2load_afresh = {
  name: 'h2load, full handshakes',
  installed: h2load.installed,
  run: async ({ url, path }) => {
    const requests = 3000;
    const { stdout, stderr, cpu_s } = await run_timed('h2load', ['--h1', '-t1', `-n${requests}`, `-c${requests}`, url + path]);
    if (Number(/(\d+) succeeded/.exec(stdout)?.[1]) !== requests) throw new Error(`h2load: ${stdout}${stderr}`);
    return { requests, cpu_s, seconds: Number(/finished in ([\d.]+)s/.exec(stdout)[1]) };
  },
};

/** One connection at a time. */
const s_time = {
  name: 'openssl s_time -reuse',
  installed: () => true,
  run: async ({ url, path, seconds: length }) => {
    const words = ['s_time', '-connect', new URL(url).host, '-www', path, '-reuse', '-time', String(length)];
    const { stdout, stderr, cpu_s } = await run_timed('openssl', words);
    const requests = Number(/(\d+) connections in \d+ real seconds/.exec(stdout)?.[1]);
    if (!requests) throw new Error(`openssl s_time: ${stdout}${stderr}`);
    return { requests, cpu_s };
  },
};

const ours = [scenario('rushhour run, resumed', 'tls_afresh.lua')];
const peers = [{ tool: s_time }, { tool: h2load_afresh, note: 'h2load cannot resume' }];

module.exports = async function measure_resumption() {
  require_two_cores();
  return with_server(start_nginx, async (server) => {
    const load = { ...server, url: server.tls_url, path: '/resumed', connections: 64, seconds: seconds() };
    const { rows, results } = await compare({ what: 'GET over TLS, a connection each', ours, peers, load });
    return { rows, details: results };
  });
};
