// What a target tells of itself while it serves: metrics, traces, log and audit log, and what must not stand in them.
'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');

const { read_json_lines, scratch, start_target } = require('./support.cjs');
const { get, post } = require('./target_client.cjs');
const { promtool_complaints, families_in } = require('./metrics_readers.cjs');

const open_metrics = { accept: 'application/openmetrics-text; version=1.0.0' };
const bearer = (token) => ({ authorization: `Bearer ${token}` });
const text_of = async (url, headers) => (await fetch(url, { headers })).text();

/** Every sample of a target as {"name{label=value,...}": value}. */
async function samples_of(url) {
  const families = families_in(await text_of(`${url}/metrics`, open_metrics), { open_metrics: true });
  const shown = ([name, labels]) => `${name}{${Object.entries(labels).sort().map(([key, label]) => `${key}=${label}`).join(',')}}`;
  return Object.fromEntries(families.flatMap(({ samples }) => samples.map((sample) => [shown(sample), sample[2]])));
}

async function sign_in(url, customer, password) {
  const { status, body } = await post(`${url}/api/sessions`, { customer, password });
  assert.equal(status, 201);
  return body.token;
}

/** An order of the first dish on the first menu. */
async function place_order(url, headers) {
  const { body: { restaurants: [{ id }] } } = await get(`${url}/api/restaurants`, headers);
  const { body: menu } = await get(`${url}/api/restaurants/${id}/menu`, headers);
  const { status, body } = await post(`${url}/api/orders`, { dish: menu.dishes[0].id, quantity: 1 }, headers);
  assert.equal(status, 201);
  return body;
}

test('the metrics of a target that serves are clean in both formats, and the Accept field chooses', async (t) => {
  const { url } = await start_target(t);
  await place_order(url);
  await get(`${url}/api/nothing`);
  const text = await fetch(`${url}/metrics`);
  assert.equal(text.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  assert.equal(promtool_complaints(await text.text()), '');
  const open = await fetch(`${url}/metrics`, { headers: open_metrics });
  assert.equal(open.headers.get('content-type'), 'application/openmetrics-text; version=1.0.0; charset=utf-8');
  assert.ok(families_in(await open.text(), { open_metrics: true }).length > 20);
  assert.equal((await fetch(`${url}/metrics`, { headers: { accept: 'image/png' } })).status, 406);
});

test('what was asked for is what is counted', async (t) => {
  const { url } = await start_target(t);
  for (let i = 0; i < 3; ++i) await place_order(url);
  const { status } = await get(`${url}/api/orders/${'0'.repeat(24)}`);
  assert.equal(status, 404);
  await get(`${url}/api/nothing`);
  const told = await samples_of(url);
  assert.equal(told['rushhour_target_http_requests_total{code=201,method=POST,route=/api/orders}'], 3);
  assert.equal(told['rushhour_target_http_requests_total{code=404,method=GET,route=/api/orders/{id}}'], 1);
  assert.equal(told['rushhour_target_http_requests_total{code=404,method=any,route=none}'], 1);
  assert.equal(told['rushhour_target_http_request_duration_seconds_count{method=POST,route=/api/orders}'], 3);
  assert.ok(told['rushhour_target_http_request_duration_seconds_sum{method=POST,route=/api/orders}'] > 0);
  assert.ok(told['rushhour_target_http_response_bytes_total{method=POST,route=/api/orders}'] > 300);
  assert.equal(told['rushhour_target_events_total{type=order.placed}'], 3);
  assert.equal(told['rushhour_target_orders_live{}'], 3);
  assert.equal(told['rushhour_target_store_changes_total{}'], 3);
  assert.equal(told['rushhour_target_http_requests_in_flight{}'], 1); // the one that asks
  assert.equal(told['rushhour_target_store_queue_depth{}'], 0);
  assert.equal(told['rushhour_target_store_queue_limit{}'], 16384);
  assert.ok(told['process_resident_memory_bytes{}'] > 1e6);
});

test('a fault shows in the metrics, and its errors under their code', async (t) => {
  process.env.RUSHHOUR_ADMIN_TOKEN = 'an admin of this test';
  t.after(() => delete process.env.RUSHHOUR_ADMIN_TOKEN);
  const { url } = await start_target(t);
  const admin = bearer(process.env.RUSHHOUR_ADMIN_TOKEN);
  await post(`${url}/api/admin/faults`, { kind: 'errors', status: 502, routes: ['GET /api/city'] }, admin);
  await post(`${url}/api/admin/faults`, { kind: 'pause_matcher' }, admin);
  assert.equal((await get(`${url}/api/city`)).status, 502);
  const told = await samples_of(url);
  assert.equal(told['rushhour_target_faults{}'], 2);
  assert.equal(told['rushhour_target_matcher_paused{}'], 1);
  assert.equal(told['rushhour_target_http_requests_total{code=502,method=GET,route=/api/city}'], 1);
  assert.equal(told['rushhour_target_http_request_errors_total{method=GET,route=/api/city}'], 1);
});

test('a sampled request leaves its spans, in the trace of its caller', async (t) => {
  const { url, data, running } = await start_target(t, { args: ['--trace-sample', '1'] });
  const trace = '0af7651916cd43dd8448eb211c80319c';
  await place_order(url, { traceparent: `00-${trace}-b7ad6b7169203331-01` });
  await get(`${url}/api/city`, { traceparent: `00-${trace}-b7ad6b7169203331-00` });
  await running.stop();
  const requests = read_json_lines(path.join(data, 'traces.jsonl')).map(({ resourceSpans: [{ scopeSpans: [{ spans }] }] }) => spans);
  assert.equal(requests.length, 3); // the last one's caller has decided against it
  const [server, ...children] = requests[2];
  assert.equal(server.name, 'POST /api/orders');
  assert.equal(server.traceId, trace);
  assert.equal(server.parentSpanId, 'b7ad6b7169203331');
  assert.deepEqual(server.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]),
    [['http.request.method', 'POST'], ['http.route', '/api/orders'], ['http.response.status_code', '201']]);
  assert.deepEqual(children.map(({ name }) => name), ['queue', 'app', 'db']);
  for (const child of children) {
    assert.equal(child.parentSpanId, server.spanId);
    assert.ok(BigInt(child.startTimeUnixNano) >= BigInt(server.startTimeUnixNano));
    assert.ok(BigInt(child.endTimeUnixNano) <= BigInt(server.endTimeUnixNano), `${child.name} ends after its request`);
  }
  assert.ok(BigInt(server.endTimeUnixNano) > BigInt(server.startTimeUnixNano));
});

test('who changes something stands in the audit log under a pseudonym, and no secret in any file', async (t) => {
  const log = path.join(scratch(t), 'log.jsonl');
  const customer = 'ada.lovelace@example.org';
  const password = 'a lunch that nobody guesses';
  const args = ['--trace-sample', '1', '--log', log, '--log-level', 'debug', '--password', password];
  const { url, data, running } = await start_target(t, { args });
  const token = await sign_in(url, customer, password);
  const order = await place_order(url, bearer(token));
  assert.equal((await post(`${url}/api/orders/${order.id}/cancel`, {}, bearer(token))).status, 200);
  await running.stop();
  const audit = read_json_lines(path.join(data, 'audit.jsonl'));
  const acted = audit.filter(({ entity }) => entity.includes(order.id));
  assert.equal(acted.length, 2);
  for (const line of acted) {
    assert.equal(line.role, 'customer');
    assert.match(line.who, /^customer-[0-9a-f]{12}$/);
    assert.equal(line.who, acted[0].who);
    assert.match(line.at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
    assert.match(line.trace, /^[0-9a-f]{32}$/);
  }
  assert.deepEqual(acted.map(({ status }) => status), [201, 200]);
  assert.deepEqual([acted[1].from, acted[1].to], ['placed', 'cancelled']);
  assert.ok(fs.readFileSync(log, 'utf8').length > 0);
  for (const file of [path.join(data, 'audit.jsonl'), path.join(data, 'traces.jsonl'), log]) {
    const text = fs.readFileSync(file, 'utf8');
    for (const secret of [customer, token, password]) assert.ok(!text.includes(secret), `${secret} stands in ${file}`);
  }
});
