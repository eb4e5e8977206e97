// Reads wrk's and wrk2's output the way that scripts around them do: by regular expressions, line by line.
'use strict';

const time_units = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };
const byte_units = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };
const metric_units = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

const time = (text) => {
  const [, number, unit] = /^([\d.]+)(us|ms|s|m|h)$/.exec(text);
  return Number(number) * time_units[unit];
};
const bytes = (text) => {
  const [, number, unit] = /^([\d.]+)([KMGT]?)B$/.exec(text);
  return Number(number) * byte_units[unit];
};
const metric = (text) => {
  const [, number, unit] = /^([\d.]+)([kMG]?)$/.exec(text);
  return Number(number) * metric_units[unit];
};

/** What wrk's block says: latencies in seconds, sizes in bytes. */
function parse_wrk(text) {
  const first = (pattern) => {
    const match = pattern.exec(text);
    if (!match) throw new Error(`${pattern} is not in\n${text}`);
    return match;
  };
  const [, threads, connections] = first(/^ +(\d+) threads and (\d+) connections$/m);
  const latency = first(/^ +Latency +(\S+) +(\S+) +(\S+) +([\d.]+)%$/m);
  const per_thread = first(/^ +Req\/Sec +(\S+) +(\S+) +(\S+) +([\d.]+)%$/m);
  const [, requests, duration, read] = first(/^ +(\d+) requests in (\S+), (\S+) read$/m);
  const socket = /^ +Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)$/m.exec(text);
  const percentiles = {};
  for (const [, percentile, value] of text.matchAll(/^ *([\d.]+)% +([\d.]+(?:us|ms|s|m|h)) *$/gm)) {
    percentiles[Number(percentile)] ??= time(value);
  }
  return {
    url: first(/^Running \S+ test @ (\S+)$/m)[1],
    threads: Number(threads),
    connections: Number(connections),
    latency: { avg: time(latency[1]), stdev: time(latency[2]), max: time(latency[3]), within: Number(latency[4]) },
    req_sec: { avg: metric(per_thread[1]), max: metric(per_thread[3]) },
    percentiles,
    spectrum: [...text.matchAll(/^ +([\d.]+) +([01]\.\d+) +(\d+) +([\d.]+|inf)$/gm)].map((row) => row.slice(1).map(Number)),
    requests: Number(requests),
    duration: time(duration),
    read: bytes(read),
    errors: socket ? { connect: +socket[1], read: +socket[2], write: +socket[3], timeout: +socket[4] } : undefined,
    non_2xx: Number(/^ +Non-2xx or 3xx responses: (\d+)$/m.exec(text)?.[1] ?? 0),
    requests_per_s: Number(first(/^Requests\/sec: +([\d.]+)$/m)[1]),
    transfer_per_s: bytes(first(/^Transfer\/sec: +(\S+)$/m)[1]),
  };
}

module.exports = { parse_wrk };
