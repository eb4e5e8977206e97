// GET over TLS 1.3: over 64 connections kept, against h2load and wrk; and over a new connection for each request, with the session of an
// earlier one, against h2load, which makes each connection afresh, and `openssl s_time -reuse`, which resumes too. We verify the server's
// certificate, they do not.
'use strict';

const { median, ratio_row } = require('./arithmetic.cjs');
const { h2load, in_turn, rushhour_run, wrk } = require('./generators.cjs');
const { require_two_cores, rounds, run_scenario, run_timed, seconds } = require('./processes.cjs');
const { start_nginx, with_server } = require('./servers.cjs');

const per_cpu = (name) => (round) => round[name].per_cpu_s;
const thousands = (x) => Math.round(x).toLocaleString('en-US');

function rows_of(what, results, our, peers) {
  const figure = (name) => ({
    what: `${what}: ${name}`, figure: median(results.map(per_cpu(name))), unit: '/cpu s',
    note: `${thousands(median(results.map((round) => round[name].rate)))}/s`,
  });
  return [
    figure(our),
    ...peers.filter(({ tool }) => tool.installed()).map(({ tool }) => ({ ...figure(tool.name), aside: true })),
    ...peers.map(({ tool, goal, note }) =>
      tool.installed()
        ? ratio_row({ what: `${what}: ${our} / ${tool.name}`, rounds: results, above: per_cpu(our), below: per_cpu(tool.name), goal, note })
        : { what: `${what}: ${tool.name}`, unit: '', note: 'not installed' }),
  ];
}

const kept_peers = [{ tool: h2load, goal: '>= 0.9' }, { tool: wrk }];

const afresh = {
  name: 'rushhour run, resumed',
  run: async ({ url, ca, connections, seconds: length }) => {
    const { json, cpu_s } = await run_scenario('tls_afresh.lua', url, ['--ca', ca, '-e', `SECONDS=${length}`, '-e', `USERS=${connections}`]);
    if (!json.checks?.some(({ passes }) => passes > 0)) throw new Error('rushhour resumed no session');
    return { requests: json.totals.count, cpu_s };
  },
};

/** h2load has no connection per request but by as many clients as requests. */
const h2load_afresh = {
  name: 'h2load, full handshakes',
  installed: h2load.installed,
  run: async ({ url }) => {
    const requests = 3000;
    const { stdout, stderr, cpu_s } = await run_timed('h2load', ['--h1', '-t1', `-n${requests}`, `-c${requests}`, `${url}/resumed`]);
    if (Number(/(\d+) succeeded/.exec(stdout)?.[1]) !== requests) throw new Error(`h2load: ${stdout}${stderr}`);
    return { requests, cpu_s };
  },
};

/** One connection at a time. */
const s_time = {
  name: 'openssl s_time -reuse',
  installed: () => true,
  run: async ({ url, seconds: length }) => {
    const words = ['s_time', '-connect', new URL(url).host, '-www', '/resumed', '-reuse', '-time', String(length)];
    const { stdout, stderr, cpu_s } = await run_timed('openssl', words);
    const requests = Number(/(\d+) connections in \d+ real seconds/.exec(stdout)?.[1]);
    if (!requests) throw new Error(`openssl s_time: ${stdout}${stderr}`);
    return { requests, cpu_s };
  },
};
const afresh_peers = [{ tool: s_time }, { tool: h2load_afresh }];

module.exports = async function measure_tls() {
  require_two_cores();
  const installed = (peers) => peers.map(({ tool }) => tool).filter((tool) => tool.installed());
  return with_server(start_nginx, async (server) => {
    const load = { ...server, url: server.tls_url, connections: 64, seconds: seconds() };
    const kept = await in_turn([rushhour_run, ...installed(kept_peers)], rounds(), load);
    const anew = await in_turn([afresh, ...installed(afresh_peers)], rounds(), load);
    return {
      rows: [
        ...rows_of('GET over TLS, 64 connections kept', kept, rushhour_run.name, kept_peers),
        ...rows_of('GET over TLS, a connection each', anew, afresh.name, afresh_peers),
      ],
      details: { kept, anew },
    };
  });
};
