// A server that stands still for 1 s in every 10 s, under a steady 1,000 arrivals a second for a minute. Who arrives u seconds into a stall
// waits 1 - u, so a tenth of all response times is spread evenly over 0 to 1 s, and the quantile q > 0.9 is 1 s x (1 - (1 - q) / 0.1):
// p95 500 ms, p99 900 ms, p99.9 990 ms.
//
// The server is nginx, stopped and continued by signals: it cannot answer, but the kernel still accepts connections, as in a long pause
// of a collector.
'use strict';

const { require_two_cores, run_scenario, seconds } = require('./processes.cjs');
const { start_nginx, with_server } = require('./servers.cjs');

const period_ms = 10_000;
const stall_ms = 1000;
const goals = [
  { name: 'p95', key: 'p95', expected_ms: 500, within: 0.03 },
  { name: 'p99', key: 'p99', expected_ms: 900, within: 0.01 },
  { name: 'p99.9', key: 'p99.9', expected_ms: 990, within: 0.01 },
];

/** Stops and continues `child` until the returned function is called. */
function stall(child) {
  const begin = performance.now();
  let timer;
  // Against the absolute schedule, so that late timers do not add up.
  const at = (ms, task) => { timer = setTimeout(task, begin + ms - performance.now()); };
  const pause = (n) => at(n * period_ms + period_ms / 2, () => {
    const stopped = performance.now();
    child.kill('SIGSTOP');
    timer = setTimeout(() => resume(n), stopped + stall_ms - performance.now());
  });
  const resume = (n) => {
    child.kill('SIGCONT');
    pause(n + 1);
  };
  pause(0);
  return () => clearTimeout(timer);
}

const rows_of = (response, service) =>
  goals.filter(({ key }) => typeof response[key] === 'number').map(({ name, key, expected_ms, within }) => {
    const figure = response[key] / 1e6;
    const off = figure / expected_ms - 1;
    const beside = typeof service[key] === 'number' ? `, service time ${(service[key] / 1e6).toFixed(0)} ms` : '';
    return {
      what: `stall test: response time ${name}`, figure, unit: 'ms', goal: `${expected_ms} ms within ${within * 100} %`,
      met: Math.abs(off) <= within, note: `${(off * 100).toFixed(2)} % off${beside}`,
    };
  });

module.exports = async function measure_stall() {
  require_two_cores();
  const length = 20 * seconds();
  return with_server(start_nginx, async (server) => {
    const end_stalls = stall(server.child);
    try {
      const { json } = await run_scenario('stall.lua', server.url, ['-e', `SECONDS=${length}`], { may_fail: true });
      const { response_time_ns: response, service_time_ns: service, count, errors } = json.totals;
      return { rows: rows_of(response, service), details: { length, count, errors, response, service, verdict: json.verdict } };
    } finally {
      end_stalls();
    }
  });
};
