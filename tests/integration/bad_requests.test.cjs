// What is not a request, or asks for what it may not have: each gets its exact status as a problem document, and nothing is stored.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { sql, start_target, until } = require('./support.cjs');
const { post, wire } = require('./target_client.cjs');

process.env.RUSHHOUR_ADMIN_TOKEN = 'the-token-of-the-admin-of-the-tests';
process.env.RUSHHOUR_STAFF_PASSWORD = 'staff of the tests';

const no_order = '0123456789abcdef01234567';

/** A request as bytes. `body` comes with its type and length unless `fields` say otherwise; a field that is null is left out. */
function bytes({ method, to, body, fields = {}, token }) {
  const all = { Host: 'localhost', ...(token && { Authorization: `Bearer ${token}` }) };
  if (body !== undefined) Object.assign(all, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body, 'latin1') });
  Object.assign(all, fields);
  const lines = Object.entries(all).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${to} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}

const row = (method) => (status, says, to, body, token, fields) => [status, says, { method, to, body, token, fields }];
const GET = (status, says, to, token, fields) => row('GET')(status, says, to, undefined, token, fields);
const [POST, PUT, DELETE] = [row('POST'), row('PUT'), row('DELETE')];
const raw = (status, says, text) => [status, says, text];

const host = 'Host: localhost\r\n';

const malformed = ({ ada, courier, restaurant, admin, paid, placed }) => [
  POST(400, 'an order in no JSON', '/api/orders', 'dish=101'),
  POST(400, 'an order cut short', '/api/orders', '{"dish":101'),
  POST(400, 'an order nested without end', '/api/orders', '['.repeat(30_000)),
  POST(400, 'an order of bytes that are no text', '/api/orders', '{"customer":"\xff"}'),
  POST(400, 'an order with an empty key', '/api/orders', '{"dish":101}', undefined, { 'Idempotency-Key': '' }),
  POST(400, 'an order with a key that is too long', '/api/orders', '{"dish":101}', undefined, { 'Idempotency-Key': 'k'.repeat(256) }),
  POST(400, 'a payment cut short', `${placed}/pay`, '{"method":'),
  POST(400, 'a review of nothing at all', `${placed}/review`, '\0'),
  POST(400, 'an acceptance with two tails', `${paid}/accept`, '{}{}', restaurant),
  PUT(400, 'a basket that is no JSON', '/api/basket', '<basket/>', ada, { 'If-Match': '*' }),
  POST(400, 'a sign-in as a form', '/api/sessions', 'customer=ada&password=rushhour'),
  POST(400, 'positions cut short', '/api/couriers/7/positions', '{"positions":[{"x":1', courier),
  POST(400, 'a fault in no quotes', '/api/admin/faults', '{kind: stall}', admin),
  raw(400, 'no HTTP at all', 'hello\r\n\r\n'),
  raw(400, 'no host', 'GET /health HTTP/1.1\r\n\r\n'),
  raw(400, 'two lengths', `PUT /api/basket HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`),
  raw(400, 'a length and chunks', `POST /api/orders HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
  raw(400, 'a chunk of no size', `POST /api/customers HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`),
];

const not_theirs = ({ ada, bob, courier, restaurant, other_restaurant, paid }) => [
  GET(401, 'nobody asks who they are', '/api/me'),
  GET(401, 'nobody asks for a basket', '/api/basket'),
  GET(401, 'a token of nobody', '/api/city', 'x'.repeat(40)),
  GET(401, 'a token that another process has signed', '/api/me', '9999999999.Y2FkYQ.c2lnbmVk'),
  GET(401, 'nobody asks for an inbox', '/api/restaurants/1/inbox'),
  GET(401, 'nobody asks for faults', '/api/admin/faults'),
  POST(401, 'a customer with the wrong password', '/api/sessions', '{"customer":"ada","password":"guess"}'),
  POST(401, 'a courier with the customers\' password', '/api/sessions', '{"courier":7,"password":"rushhour"}'),
  POST(401, 'a courier with a token that is none', '/api/couriers/7/shift', '{"on":true}', 'y'.repeat(40)),
  POST(401, 'an order of nobody\'s basket', '/api/orders', '{"basket":true}'),
  POST(401, 'nobody accepts an order', `${paid}/accept`, '{}'),
  POST(403, 'an order in another\'s name', '/api/orders', '{"dish":101,"customer":"ada"}', bob),
  GET(403, 'a customer at an inbox', '/api/restaurants/1/inbox', ada),
  GET(403, 'a restaurant at another\'s inbox', '/api/restaurants/1/inbox', other_restaurant),
  POST(403, 'a restaurant accepts another\'s order', `${paid}/accept`, '{}', other_restaurant),
  POST(403, 'a restaurant takes an order to the door', `${paid}/take`, undefined, restaurant),
  POST(403, 'a courier tells where another is', '/api/couriers/8/positions', '{"positions":[{"x":1,"y":1}]}', courier),
  POST(403, 'a courier begins another\'s shift', '/api/couriers/8/shift', '{"on":true}', courier),
  PUT(403, 'a courier with a basket', '/api/basket', '{"dish":101}', courier, { 'If-None-Match': '*' }),
  POST(403, 'a customer makes a fault', '/api/admin/faults', '{"kind":"stall","for":"1s"}', ada),
  POST(403, 'a courier empties the city', '/api/admin/reset', '{}', courier),
  GET(403, 'a Host that is not this machine', '/api/city', undefined, { Host: 'evil.example' }),
];

const not_there = ({ ada, bob, courier, restaurant, admin, personal }) => [
  GET(404, 'a path that is not there', '/nowhere'),
  GET(404, 'a path that climbs', '/api/../../etc/passwd'),
  GET(404, 'an order that never was', `/api/orders/${no_order}`),
  GET(404, 'an order by a trick', '/api/orders/1%27%20or%201=1'),
  GET(404, 'an order of another customer', personal, bob),
  POST(404, 'a payment of an order that never was', `/api/orders/${no_order}/pay`, '{"method":"cash"}'),
  POST(404, 'a review of another\'s order', `${personal}/review`, '{"stars":1}', bob),
  POST(404, 'an acceptance of an order that never was', `/api/orders/${no_order}/accept`, '{}', restaurant),
  GET(404, 'the menu of restaurant 0', '/api/restaurants/0/menu'),
  GET(404, 'the inbox of a restaurant beyond all numbers', '/api/restaurants/99999999999999999999/inbox', restaurant),
  GET(404, 'the offers of a courier that is not there', '/api/couriers/4000000000/offers', courier),
  GET(404, 'an empty basket', '/api/basket', bob),
  DELETE(404, 'a fault that is not there', '/api/admin/faults/99', undefined, admin),
  row('DELETE')(405, 'the city is not to be deleted', '/api/city'),
  GET(405, 'all orders', '/api/orders'),
  row('PATCH')(405, 'an order is not patched', `/api/orders/${no_order}`, '{}'),
  PUT(405, 'a session is not put', '/api/sessions', '{}'),
  GET(405, 'a payment is not read', `/api/orders/${no_order}/pay`),
  POST(405, 'baskets are not posted', '/api/basket', '{}', ada),
  DELETE(405, 'statistics are not deleted', '/api/admin/statistics', undefined, admin),
];

const too_early = ({ ada, bob, courier, restaurant, placed, paid }) => [
  POST(409, 'a review before the meal', `${placed}/review`, '{"stars":5}'),
  POST(409, 'the acceptance of what is not paid', `${placed}/accept`, '{}', restaurant),
  POST(409, 'the preparation of what is not accepted', `${paid}/prepare`, undefined, restaurant),
  POST(409, 'an order of an empty basket', '/api/orders', '{"basket":true}', bob),
  POST(409, 'a name that is taken', '/api/customers', '{"customer":"ada","password":"another of hers"}'),
  POST(409, 'positions without a shift', '/api/couriers/7/positions', '{"positions":[{"x":1,"y":1}]}', courier),
  POST(409, 'an order that was not offered', `${paid}/take`, undefined, courier),
  POST(409, 'a delivery of what was never taken', `${paid}/deliver`, undefined, courier),
  PUT(428, 'a first basket without a condition', '/api/basket', '{"dish":101}', bob),
  PUT(428, 'a next basket without a condition', '/api/basket', '{"dish":102}', ada),
  DELETE(428, 'a basket dropped without a condition', '/api/basket', undefined, ada),
];

const ill_carried = ({ ada, courier, admin, placed }) => [
  POST(411, 'an order without a length', '/api/orders'),
  POST(411, 'a sign-in without a length', '/api/sessions'),
  POST(411, 'a payment without a length', `${placed}/pay`),
  POST(411, 'positions without a length', '/api/couriers/7/positions', undefined, courier),
  PUT(411, 'a basket without a length', '/api/basket', undefined, ada),
  POST(411, 'a fault without a length', '/api/admin/faults', undefined, admin),
  POST(413, 'an order that says it is long', '/api/orders', 'x'.repeat(100_000)),
  POST(413, 'positions that are too many bytes', '/api/couriers/7/positions', ' '.repeat(61_441), courier),
  POST(413, 'a reset with an attachment', '/api/admin/reset', 'x'.repeat(70_000), admin),
  raw(413, 'a sign-up in chunks without end',
    `POST /api/customers HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n${`4000\r\n${'x'.repeat(0x4000)}\r\n`.repeat(8)}0\r\n\r\n`),
  GET(414, 'a search of great length', `/api/restaurants?q=${'a'.repeat(2048)}`),
  GET(414, 'an order of great length', `/api/orders/${'a'.repeat(3000)}`),
  POST(414, 'a session of great length', `/api/sessions?${'a'.repeat(3000)}`, '{}'),
  GET(431, 'a field over the limit', '/health', undefined, { X: 'x'.repeat(9000) }),
  GET(431, 'fields over the limit', '/api/me', undefined, Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`X-${i}`, 'yyyyyy']))),
  POST(431, 'an order with a token of great length', '/api/orders', '{"dish":101}', 'z'.repeat(9000)),
  PUT(431, 'a basket with a condition of great length', '/api/basket', '{"dish":101}', ada, { 'If-Match': '"b1",'.repeat(2000) }),
  POST(415, 'an order as a form', '/api/orders', 'dish=101', undefined, { 'Content-Type': 'application/x-www-form-urlencoded' }),
  POST(415, 'a payment of no type', `${placed}/pay`, '{"method":"cash"}', undefined, { 'Content-Type': null }),
  POST(415, 'a cancellation in plain text', `${placed}/cancel`, 'please', undefined, { 'Content-Type': 'text/plain' }),
  PUT(415, 'a basket in XML', '/api/basket', '<basket/>', ada, { 'Content-Type': 'application/xml', 'If-Match': '*' }),
  POST(415, 'a sign-up of a type that begins well', '/api/customers', '{}', undefined, { 'Content-Type': 'application/jsonp' }),
];

const understood = ({ ada, courier, restaurant, admin, placed, paid }) => [
  POST(422, 'an order of nothing', '/api/orders', '{}'),
  POST(422, 'a dish of another restaurant', '/api/orders', '{"restaurant":1,"lines":[{"dish":201}]}'),
  POST(422, 'a quantity beyond reason', '/api/orders', '{"dish":101,"quantity":51}'),
  POST(422, 'a place at the end of the integers', '/api/orders', '{"dish":101,"to":{"x":-9223372036854775808,"y":0}}'),
  POST(422, 'a member that is not known', '/api/orders', '{"dish":101,"coupon":"free"}'),
  POST(422, 'a key of another order', '/api/orders', '{"dish":102}', undefined, { 'Idempotency-Key': 'placed' }),
  POST(422, 'a payment in gold', `${placed}/pay`, '{"method":"gold"}'),
  POST(422, 'six stars', `${placed}/review`, '{"stars":6}'),
  POST(422, 'an acceptance in no time', `${paid}/accept`, '{"minutes":0}', restaurant),
  POST(422, 'a cancellation with a novel', `${placed}/cancel`, JSON.stringify({ reason: 'x'.repeat(501) })),
  PUT(422, 'a basket in a basket', '/api/basket', '{"basket":true}', ada, { 'If-Match': '*' }),
  POST(422, 'a short password', '/api/customers', '{"customer":"eve","password":"1234567"}'),
  POST(422, 'a sign-in of two at once', '/api/sessions', '{"customer":"ada","courier":7,"password":"rushhour"}'),
  POST(422, 'too many positions', '/api/couriers/7/positions', JSON.stringify({ positions: Array(501).fill({ x: 1, y: 1 }) }), courier),
  POST(422, 'a shift that may be on', '/api/couriers/7/shift', '{"on":"yes"}', courier),
  POST(422, 'a home beyond all integers', '/api/couriers/7/shift', '{"on":true,"at":{"x":18446744073709551615,"y":0}}', courier),
  GET(422, 'a page of nothing', '/api/restaurants?limit=0'),
  GET(422, 'a zone that is not there', '/api/restaurants?zone=%00%ff'),
  GET(422, 'a cursor that is none', '/api/restaurants?cursor=-1'),
  GET(422, 'a query whose name is no text', '/api/restaurants?%ff\xff=1'),
  GET(422, 'annotations since ever', '/api/annotations?since=ever'),
  POST(422, 'a fault of no kind', '/api/admin/faults', '{"kind":"gremlins","for":"1s"}', admin),
  POST(422, 'a note without words', '/api/admin/annotations', '{"text":""}', admin),
  POST(422, 'a reset to less than nothing', '/api/admin/reset', '{"seed":-1}', admin),
];

const statuses = [400, 401, 403, 404, 405, 409, 411, 413, 414, 415, 422, 428, 429, 431];

/** Those who ask, and what they have: orders in two states, one of them Ada's own, and her basket. */
async function cast(url) {
  const sign_in = async (who, password) => (await post(`${url}/api/sessions`, { ...who, password })).body.token;
  const staff = process.env.RUSHHOUR_STAFF_PASSWORD;
  assert.equal((await post(`${url}/api/customers`, { customer: 'ada', password: 'a word of hers' })).status, 201);
  const who = {
    ada: await sign_in({ customer: 'ada' }, 'a word of hers'), bob: await sign_in({ customer: 'bob' }, 'rushhour'),
    restaurant: await sign_in({ restaurant: 1 }, staff), other_restaurant: await sign_in({ restaurant: 2 }, staff),
    courier: await sign_in({ courier: 7 }, staff), admin: process.env.RUSHHOUR_ADMIN_TOKEN,
  };
  const order = async (headers) => (await post(`${url}/api/orders`, { dish: 101 }, headers)).headers.get('location');
  const hers = { authorization: `Bearer ${who.ada}` };
  const orders = { placed: await order({ 'idempotency-key': 'placed' }), paid: await order({}), personal: await order(hers) };
  assert.equal((await post(`${url}${orders.paid}/pay`, { method: 'cash' })).status, 200);
  const headers = { ...hers, 'content-type': 'application/json', 'if-none-match': '*' };
  assert.equal((await fetch(`${url}/api/basket`, { method: 'PUT', body: '{"dish":101}', headers })).status, 201);
  return { ...who, ...orders };
}

/** What must stand in no answer: paths of files, names of the source and of libraries, exceptions, SQL. */
const inside = new RegExp([
  '/(tmp|usr|home|work|etc)/', '\\.[ch]pp\\b', 'std::', 'exception', 'sqlite', 'simdjson', 'nlohmann', '[a-z]_error\\b',
  '\\b(select|insert|update|delete) .*\\b(from|into|set)\\b',
].join('|'), 'i');

/** Sends one bad request on a connection of its own and checks everything about its answer. */
async function refuse(t, url, [status, says, request]) {
  const one = wire(t, url).send(typeof request === 'string' ? request : bytes(request));
  const [answer] = await one.answers(1);
  one.end();
  const where = `${says}: ${answer.body}`;
  assert.equal(answer.status, status, where);
  assert.equal(answer.headers['content-type'], 'application/problem+json', where);
  const { errors, ...document } = JSON.parse(Buffer.from(answer.body, 'latin1').toString('utf8'));
  assert.deepEqual(Object.keys(document).sort(), ['detail', 'status', 'title', 'type'], where);
  assert.equal(document.status, status, where);
  assert.ok(document.title.length > 0 && document.detail.length > 0, where);
  assert.doesNotMatch(answer.body, inside, says);
  if (errors !== undefined) {
    assert.ok(Array.isArray(errors) && errors.length >= 1 && errors.length <= 10, where);
    for (const error of errors) assert.deepEqual(Object.keys(error).sort(), ['detail', 'field'], where);
  }
  if (status === 401) assert.equal(answer.headers['www-authenticate'], 'Bearer', says);
  if (status === 405) assert.match(answer.headers.allow, /^[A-Z, ]+$/, says);
  if (status === 429) assert.match(answer.headers['retry-after'], /^[1-9]\d*$/, says);
}

const kept = (data) => ({
  orders: sql(path.join(data, 'orders.db'), 'select * from orders order by id'),
  shifts: sql(path.join(data, 'orders.db'), 'select * from shifts'),
  accounts: sql(path.join(data, 'orders.db'), 'select * from accounts'),
});

const events_in = (data) => fs.readdirSync(path.join(data, 'events')).sort()
  .flatMap((name) => fs.readFileSync(path.join(data, 'events', name), 'utf8').split('\n').filter((line) => line !== ''));

/** The event log once it tells that the order was placed: it may be written a moment later. */
async function events_with(data, order) {
  const id = path.basename(order);
  const told = () => events_in(data).some((line) => line.includes(`"order":"${id}"`) && line.includes('"payment.pending"'));
  await until(told, `the events of ${order}`);
  return events_in(data);
}

const limited = [
  GET(429, 'one search too many', '/api/restaurants'), POST(429, 'one order too many', '/api/orders', '{"dish":101}'),
  GET(429, 'one menu too many', '/api/restaurants/1/menu'), POST(429, 'one sign-in too many', '/api/sessions', '{}'),
];

const tables = (who) => [malformed, not_theirs, not_there, too_early, ill_carried, understood].flatMap((table) => table(who));

test('a bad request gets its exact status as a problem document, and nothing is stored of it', async (t) => {
  const { url, data, running } = await start_target(t, { args: ['--restaurants', '50'] });
  const who = await cast(url);
  const before = { ...kept(data), events: await events_with(data, who.personal) };
  assert.deepEqual([before.orders.length, before.accounts.length, before.shifts.length], [3, 1, 0]);
  const annotations = await (await fetch(`${url}/api/annotations`)).text();

  for (const bad of tables(who)) await refuse(t, url, bad);
  assert.equal(running.over, false);
  assert.equal(await (await fetch(`${url}/api/annotations`)).text(), annotations);
  const { events, ...rows } = before;
  assert.deepEqual(kept(data), rows);

  // The log has no gap: what a last good order adds stands right behind what was there.
  const last = (await post(`${url}/api/orders`, { dish: 101 })).headers.get('location');
  const after = await events_with(data, last);
  assert.deepEqual(after.slice(0, events.length), events);
  assert.deepEqual(after.slice(events.length).map((line) => JSON.parse(line).type), ['order.placed', 'payment.pending']);
  assert.equal((await running.stop()).code, 0);
});

test('what is beyond the rate is refused likewise, whatever it asks for', async (t) => {
  const { url, data, running } = await start_target(t, { args: ['--rate-limit', '1/m'] });
  assert.equal((await fetch(`${url}/health`)).status, 200);
  for (const bad of limited) await refuse(t, url, bad);
  assert.deepEqual(kept(data), { orders: [], shifts: [], accounts: [] });
  assert.deepEqual(events_in(data), []);
  assert.equal((await running.stop()).code, 0);
});

test('the table has every status three times and more, on different paths', () => {
  const paths = new Map(statuses.map((status) => [status, []]));
  for (const [status, , request] of [...tables({ placed: '/placed', paid: '/paid', personal: '/personal' }), ...limited]) {
    const target = typeof request === 'string' ? request.slice(0, 40) : `${request.method} ${request.to.slice(0, 60)}`;
    assert.ok(paths.has(status), `${status} is not among the statuses`);
    paths.get(status).push(target);
  }
  for (const [status, asked] of paths) {
    assert.ok(asked.length >= 3, `${status} occurs ${asked.length} times`);
    assert.ok(new Set(asked).size >= (status === 428 ? 2 : 3), `${status} is always asked of the same`); // only baskets ask for a condition
  }
});
