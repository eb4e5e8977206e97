// Answers every request at once, except during the first STALL_MS of each PERIOD_MS, when answers wait for the end of the stall. Time
// counts from the first request, which comes right behind a stall, so that connections are made undisturbed.
// usage: stall_server.cjs STALL_MS PERIOD_MS
'use strict';

const http = require('node:http');

const [stall_ms, period_ms] = process.argv.slice(2).map(Number);
let begin;

function wait_ms(now) {
  begin ??= now - stall_ms;
  return Math.max(0, stall_ms - ((now - begin) % period_ms));
}

const server = http.createServer((_, response) => {
  const wait = wait_ms(performance.now());
  if (wait > 0) setTimeout(() => response.end('ok\n'), wait);
  else response.end('ok\n');
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
