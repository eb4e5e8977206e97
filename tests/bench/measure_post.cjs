// A POST whose body is made for each request and whose answer is looked at, in a script each: ours, wrk's in LuaJIT, and Locust's.
'use strict';

const { compare } = require('./comparison.cjs');
const { locust, rushhour_with, scenario, wrk_script } = require('./generators.cjs');
const { require_two_cores, seconds } = require('./processes.cjs');
const { start_nginx, with_server } = require('./servers.cjs');

const ours = [scenario('rushhour run', 'post.lua'), rushhour_with('rushhour bench, wrk\'s script', 'wrk_post.lua')];
const peers = [
  { tool: wrk_script('wrk with request and response', 'wrk_post.lua'), goal: '>= 1.3' },
  { tool: locust('locust_post.py'), goal: '>= 20' },
];

module.exports = async function measure_post() {
  require_two_cores();
  return with_server(start_nginx, async (server) => {
    const load = { ...server, path: '/orders', connections: 64, seconds: seconds() };
    const { rows, results } = await compare({ what: 'scripted POST', ours, peers, load });
    return { rows, details: results };
  });
};
