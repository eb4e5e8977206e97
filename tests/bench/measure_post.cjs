// A POST whose body is made for each request and whose answer is looked at, in a script each: ours, wrk's in LuaJIT, and Locust's.
'use strict';

const { median, ratio_row } = require('./arithmetic.cjs');
const { in_turn, locust, wrk_script } = require('./generators.cjs');
const { require_two_cores, rounds, run_scenario, seconds } = require('./processes.cjs');
const { start_nginx, with_server } = require('./servers.cjs');

const rushhour = {
  name: 'rushhour run',
  run: async ({ url, connections, seconds: length }) => {
    const { json, cpu_s } = await run_scenario('post.lua', url, ['-e', `SECONDS=${length}`, '-e', `USERS=${connections}`]);
    return { requests: json.totals.count, cpu_s };
  },
};
const peers = [
  { tool: { ...wrk_script('wrk_post.lua'), name: 'wrk with request and response' }, goal: '>= 1.3' },
  { tool: locust('locust_post.py'), goal: '>= 20' },
];

module.exports = async function measure_post() {
  require_two_cores();
  const present = peers.filter(({ tool }) => tool.installed());
  const results = await with_server(start_nginx, (server) =>
    in_turn([rushhour, ...present.map(({ tool }) => tool)], rounds(), { ...server, path: '/orders', connections: 64, seconds: seconds() }));
  const per_cpu = (name) => (round) => round[name].per_cpu_s;
  const what = (name) => `scripted POST: ${name}`;
  const figure = ({ name }) => ({ what: what(name), figure: median(results.map(per_cpu(name))), unit: '/cpu s' });
  const rows = [
    figure(rushhour),
    ...present.map(({ tool }) => ({ ...figure(tool), aside: true })),
    ...peers.map(({ tool, goal }) =>
      present.some((one) => one.tool === tool)
        ? ratio_row({ what: what(`${rushhour.name} / ${tool.name}`), rounds: results, above: per_cpu(rushhour.name), below: per_cpu(tool.name), goal })
        : { what: what(tool.name), unit: '', note: 'not installed' }),
  ];
  return { rows, details: results };
};
