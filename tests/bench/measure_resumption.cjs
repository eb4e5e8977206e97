// GET over TLS 1.3 with a new connection for each request and the session of an earlier one, as the server confirms, beside h2load and
// `openssl s_time -reuse`, which resume too. The server closes after each answer, since h2load connects anew only then.
'use strict';

const { compare } = require('./comparison.cjs');
const { h2load, scenario } = require('./generators.cjs');
const { require_two_cores, run_timed, seconds } = require('./processes.cjs');
const { start_nginx, with_server } = require('./servers.cjs');

/** By a number of requests: its -D does not end with a server that closes. */
const h2load_resumed = {
  name: 'h2load, resumed',
  installed: h2load.installed,
  run: async ({ url, path, connections, seconds: length }) => {
    const requests = 2500 * length;
    const { stdout, stderr, cpu_s } = await run_timed('h2load', ['--h1', '-t1', `-n${requests}`, `-c${connections}`, url + path]);
    if (Number(/(\d+) succeeded/.exec(stdout)?.[1]) !== requests) throw new Error(`h2load: ${stdout}${stderr}`);
    const [, figure, unit] = /finished in ([\d.]+)(m?s)/.exec(stdout);
    return { requests, cpu_s, seconds: Number(figure) / (unit === 'ms' ? 1000 : 1) };
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
const peers = [{ tool: h2load_resumed, goal: '>= 0.9' }, { tool: s_time }];

module.exports = async function measure_resumption() {
  require_two_cores();
  return with_server(start_nginx, async (server) => {
    const load = { ...server, url: server.tls_url, path: '/resumed', connections: 64, seconds: seconds() };
    const { rows, results } = await compare({ what: 'GET over TLS, a connection each', ours, peers, load });
    return { rows, details: results };
  });
};
