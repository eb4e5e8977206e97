// What holds in a city without faults: ids resolve, money agrees in all files, orders live legal lives, couriers carry one order at a time.
'use strict';

const assert = require('node:assert');

const { is_moment } = require('./city_reader.cjs');

const cents = (text) => {
  assert.match(text, /^\d+\.\d\d$/);
  return Number(text.replace('.', ''));
};
const by = (records, column) => new Map(records.map((record) => [record.fields[column], record.fields]));

function check_people(city) {
  const [head] = city.customers.rows.map((row) => Object.keys(row.fields));
  assert.deepStrictEqual(head, 'customer_id,customer_name,mobile_number,email,birth_date,signup_date,region,city,zone'.split(','));
  assert.deepStrictEqual(city.merchants.columns, 'merchant_id,merchant_name,category,region,city,zone,joined_date'.split(','));
  const regions = new Set(['North', 'South', 'East', 'West', 'Central', 'Coast']);
  const towns = new Map();  // zone to region and city: the same for everybody
  for (const { fields } of [...city.customers.rows, ...city.merchants.rows]) {
    assert.ok(regions.has(fields.region), fields.region);
    const place = `${fields.region}/${fields.city}`;
    assert.strictEqual(towns.get(fields.zone) ?? place, place);
    towns.set(fields.zone, place);
  }
  city.customers.rows.forEach(({ fields }, i) => {
    assert.strictEqual(fields.customer_id, String(i + 1));
    assert.match(fields.mobile_number, /^\+49151\d{8}$/);
    assert.match(fields.email, /^$|^[a-z]+\.[a-z]+\.\d+@example\.(com|net|org)$/);
    if (fields.birth_date !== '') {
      const age = (Date.parse(fields.signup_date) - Date.parse(fields.birth_date)) / 86_400_000 / 365.25;
      assert.ok(age >= 18 && age < 90, `${fields.birth_date} ${fields.signup_date}`);
    }
  });
  assert.strictEqual(new Set(city.customers.rows.map(({ fields }) => fields.mobile_number)).size, city.customers.rows.length);
}

function check_orders(city) {
  const customers = by(city.customers.rows, 'customer_id');
  let before = '';
  for (const { fields, items } of city.orders) {
    const customer = customers.get(fields.customer_id);
    assert.strictEqual(fields.mobile_number, customer.mobile_number);
    assert.match(fields.order_date_time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.ok(fields.order_date_time >= before && is_moment(fields.order_date_time), fields.order_date_time);
    assert.ok(customer.signup_date < fields.order_date_time.slice(0, 10), 'nobody orders before having signed up');
    before = fields.order_date_time;
    const sum = items.reduce((all, item) => all + cents(item.price) * Number(item.quantity), 0);
    const fee = sum * 25 / 1000;  // half cents go to the even side
    const rounded = fee % 1 === 0.5 ? 2 * Math.round(fee / 2) : Math.round(fee);
    assert.strictEqual(cents(fields.total_amount), sum + rounded);
    assert.ok(items.length >= 1 && new Set(items.map((item) => item.sku)).size === items.length);
    assert.ok(['placed', 'delivered', 'cancelled', 'rejected', 'refunded'].includes(fields.status));
  }
}

function check_transactions(city) {
  const merchants = by(city.merchants.rows, 'merchant_id');
  const orders = by(city.orders, 'order_id');
  const attempts = new Map();
  for (const { fields } of city.transactions.rows) {
    const [order_id, attempt] = fields.transaction_id.split('-');
    const order = orders.get(order_id);
    assert.strictEqual(fields.customer_id, order.customer_id);
    assert.strictEqual(fields.amount, order.total_amount);
    const merchant = merchants.get(fields.merchant_id);
    assert.deepStrictEqual([fields.category, fields.zone], [merchant.category, merchant.zone]);
    assert.ok(fields.timestamp >= order.order_date_time);
    const list = attempts.get(order_id) ?? [];
    attempts.set(order_id, [...list, fields]);
    assert.strictEqual(Number(attempt), list.length + 1);
  }
  const last = {
    delivered: ['captured'], refunded: ['refunded'], rejected: ['refunded'], cancelled: ['pending', 'failed', 'refunded'],
    placed: ['pending', 'failed', 'authorised', 'captured'],
  };
  for (const [order_id, order] of orders) {
    const states = attempts.get(order_id).map((attempt) => attempt.status);
    assert.ok(last[order.status].includes(states.at(-1)), `${order_id}: ${order.status}, ${states}`);
    assert.ok(states.slice(0, -1).every((state) => state === 'failed'), `${order_id}: ${states}`);
  }
}

// The moves of the target's orders, and what may follow a delivery; the payment's own moves stand beside them.
const moves = {
  '': ['order.placed'], 'order.placed': ['payment.authorised', 'order.cancelled'],
  'payment.authorised': ['order.accepted', 'order.rejected', 'order.cancelled'], 'order.accepted': ['order.preparing', 'order.cancelled'],
  'order.preparing': ['order.ready', 'order.cancelled'], 'order.ready': ['order.picked_up'], 'order.picked_up': ['order.delivered'],
  'order.delivered': ['order.reviewed'], 'order.reviewed': [], 'order.cancelled': [], 'order.rejected': [],
};
const payment_moves = {
  '': ['pending'], pending: ['authorised', 'failed'], failed: ['authorised', 'failed'], authorised: ['captured', 'refunded'],
  captured: ['refunded'], refunded: [],
};

function check_events(city, begin, end) {
  const lives = new Map();
  const shifts = new Map();
  let recorded = '';
  city.events.forEach(({ fields }, i) => {
    assert.strictEqual(fields.seq, i + 1);
    assert.ok(fields.recorded_at >= recorded && fields.recorded_at >= fields.at, 'lines stand in the order in which they were recorded');
    recorded = fields.recorded_at;
    assert.ok(Date.parse(fields.at) >= begin && Date.parse(fields.at) < end);
    if (fields.order) lives.set(fields.order, [...lives.get(fields.order) ?? [], fields]);
    else shifts.set(fields.courier, [...shifts.get(fields.courier) ?? [], fields]);
  });
  for (const order of city.orders) check_life(order, lives.get(order.fields.order_id), city);
  assert.strictEqual(lives.size, city.orders.length);
  check_couriers(shifts, lives);
}

function check_life(order, life, city) {
  const { fields } = order;
  const told = life.filter((event) => event.type !== 'courier.positions');
  const states = Object.fromEntries(told.map((event) => [event.type, event]));
  let state = '';
  let payment = '';
  told.forEach((event, i) => {
    assert.strictEqual(event.id, `${fields.order_id}.${i + 1}`);
    if (i > 0) assert.ok(event.at >= told[i - 1].at, `${event.id} is older than the one before`);
    if (event.type.startsWith('payment.')) {
      const to = event.type.slice('payment.'.length);
      assert.ok(payment_moves[payment].includes(to), `${event.id}: payment ${payment} to ${to}`);
      payment = to;
      assert.strictEqual(event.amount, cents(fields.total_amount));
    }
    if (event.type in moves) {
      assert.ok(moves[state].includes(event.type), `${event.id}: ${state} to ${event.type}`);
      state = event.type;
    }
  });
  const ends = {
    'order.delivered': 'delivered', 'order.reviewed': 'delivered', 'order.cancelled': 'cancelled', 'order.rejected': 'rejected',
  };
  const ended = ends[state] ?? 'placed';
  assert.strictEqual(fields.status, ended === 'delivered' && payment === 'refunded' ? 'refunded' : ended);
  check_placed(order, states['order.placed'], city);
  check_way(states, life.filter((event) => event.type === 'courier.positions'));
}

function check_placed({ fields, items }, placed, city) {
  assert.strictEqual(`${placed.at.slice(0, 19)}Z`, fields.order_date_time);
  assert.deepStrictEqual([placed.customer, placed.total, placed.currency], [fields.customer_id, cents(fields.total_amount), 'EUR']);
  assert.deepStrictEqual(placed.lines.map((line) => [String(line.dish), line.price, line.quantity]),
    items.map((item) => [item.sku, cents(item.price), Number(item.quantity)]));
  city.merchant_zones ??= new Map(city.merchants.rows.map((row) => [row.fields.merchant_id, row.fields.zone]));
  assert.strictEqual(placed.zone, city.merchant_zones.get(placed.restaurant));
}

function check_way(states, ways) {
  const assigned = states['order.assigned'];
  if (!assigned) return assert.deepStrictEqual(ways, []);
  assert.ok(assigned.at > states['order.accepted'].at && assigned.promised_at > assigned.at);
  for (const type of ['order.picked_up', 'order.delivered'])
    if (states[type]) assert.strictEqual(states[type].courier, assigned.courier);
  const fixes = ways.flatMap((way) => way.positions);
  for (const way of ways) {
    assert.strictEqual(way.courier, assigned.courier);
    assert.strictEqual(way.at, way.positions.at(-1).at);
  }
  for (const [i, fix] of fixes.entries()) {
    const before = i === 0 ? states['order.picked_up'].at : fixes[i - 1].at;
    assert.ok(fix.at > before && !(fix.at > states['order.delivered']?.at), 'positions lie between pick-up and delivery');
  }
  if (states['order.delivered']) {
    const ride_s = (Date.parse(states['order.delivered'].at) - Date.parse(states['order.picked_up'].at)) / 1000;
    assert.strictEqual(fixes.length, Math.floor(ride_s / 30));
    assert.ok(ride_s >= 60 && ride_s < 5400);
  }
}

function check_couriers(shifts, lives) {
  const jobs = new Map();
  for (const life of lives.values()) {
    const event = (type) => life.find((one) => one.type === type);
    const assigned = event('order.assigned');
    if (!assigned) continue;
    const job = [assigned.at, event('order.delivered')?.at ?? '9999'];
    jobs.set(assigned.courier, [...jobs.get(assigned.courier) ?? [], job]);
  }
  for (const [courier, list] of jobs) {
    list.sort();
    list.slice(1).forEach(([from], i) => assert.ok(from > list[i][1], `courier ${courier} carries two orders at once`));
    const on = shifts.get(courier);
    for (const [i, event] of on.entries()) {
      assert.strictEqual(event.id, `courier-${courier}.${i + 1}`);
      assert.strictEqual(event.type, i % 2 === 0 ? 'courier.shift_began' : 'courier.shift_ended');
    }
    for (const [from, to] of list) {
      const covers = on.some((event, i) => i % 2 === 0 && event.at <= from && (on[i + 1]?.at ?? '9999') >= to);
      assert.ok(covers, `courier ${courier} works outside of the shift, ${from} to ${to}`);
    }
  }
  assert.deepStrictEqual([...shifts.keys()].sort(), [...jobs.keys()].sort());
}

/** Checks all of it; `begin` and `end` of the data in milliseconds. */
function check_city(city, begin, end) {
  check_people(city);
  check_orders(city);
  check_transactions(city);
  check_events(city, begin, end);
}

module.exports = { check_city };
