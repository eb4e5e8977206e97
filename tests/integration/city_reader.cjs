// Reads what `rushhour generate` writes with nothing of rushhour's own, and finds what is wrong in it by rules of its own.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const strict = new TextDecoder('utf-8', { fatal: true });

/** The lines of a file as buffers, without their ends. */
function lines_of(file) {
  const bytes = fs.readFileSync(file);
  const lines = [];
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(10, from);
    if (end < 0) throw new Error(`${file} does not end with a line`);
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return lines;
}

function is_utf8(bytes) {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The fields of one CSV line, each as {text, quoted}; an open quote runs to the end of the line. */
function split_csv(text) {
  const fields = [];
  let at = 0;
  for (;;) {
    let field = '';
    const quoted = text[at] === '"';
    let open = quoted;
    if (quoted) ++at;
    while (at < text.length && (open || text[at] !== ',')) {
      if (open && text[at] === '"') {
        if (text[at + 1] !== '"') {
          open = false;
          ++at;
          continue;
        }
        ++at;
      }
      field += text[at++];
    }
    fields.push({ text: field, open });
    if (at >= text.length) return fields;
    ++at;
    if (at === text.length) return [...fields, { text: '', open: false }];
  }
}

/** A CSV file: {columns, rows: [{line, bytes, fields: {column: text}, open?: the column with an open quote}]}. */
function read_csv(file) {
  const [head, ...rest] = lines_of(file);
  const columns = head.toString('latin1').split(',');
  const rows = rest.map((bytes, i) => {
    const fields = {};
    let open;
    split_csv(bytes.toString('latin1')).forEach((field, at) => {
      fields[columns[at]] = field.text;
      if (field.open) open = columns[at];
    });
    return { line: i + 2, bytes, fields, open };
  });
  return { columns, rows };
}

/** orders.xml: [{line, bytes, fields, items}], whatever the fields hold. */
function read_xml(file) {
  const lines = lines_of(file);
  const [declaration, root] = lines.map(String);
  if (declaration !== '<?xml version="1.0" encoding="UTF-8"?>' || root !== '<orders>') throw new Error('no orders.xml');
  if (lines.at(-1).toString() !== '</orders>') throw new Error('orders.xml is not ended');
  return lines.slice(2, -1).map((bytes, i) => {
    const text = strict.decode(bytes);
    const order = /^<order><order_id>(.*?)<\/order_id><customer_id>(.*?)<\/customer_id><mobile_number>(.*?)<\/mobile_number>/;
    const dated = /<order_date_time>(.*?)<\/order_date_time><items>(.*)<\/items>/;
    const ended = /<\/items><total_amount>(.*?)<\/total_amount><status>(.*?)<\/status><\/order>$/;
    const [, order_id, customer_id, mobile_number] = order.exec(text);
    const [, order_date_time, inner] = dated.exec(text);
    const [, total_amount, status] = ended.exec(text);
    const one = /<item><sku>(.*?)<\/sku><category>(.*?)<\/category><quantity>(.*?)<\/quantity><price>(.*?)<\/price><\/item>/g;
    const items = [...inner.matchAll(one)].map(([, sku, category, quantity, price]) => ({ sku, category, quantity, price }));
    return { line: i + 3, bytes, fields: { order_id, customer_id, mobile_number, order_date_time, total_amount, status }, items };
  });
}

/** JSON lines: [{line, bytes, fields}], `fields` undefined where a line is no JSON. */
function read_json_lines(file) {
  return lines_of(file).map((bytes, i) => {
    let fields;
    try {
      fields = JSON.parse(bytes.toString(is_utf8(bytes) ? 'utf8' : 'latin1'));
    } catch {
      fields = undefined;
    }
    return { line: i + 1, bytes, fields };
  });
}

/** Everything that is in a folder of `rushhour generate`. */
function read_city(folder) {
  const at = (name) => path.join(folder, name);
  return {
    customers: read_csv(at('customers.csv')),
    merchants: read_csv(at('merchants.csv')),
    orders: read_xml(at('orders.xml')),
    transactions: read_csv(at('transactions.csv')),
    events: read_json_lines(at('events.jsonl')),
    planted: JSON.parse(fs.readFileSync(at('planted.json'), 'utf8')),
  };
}

const is_moment = (text) => {
  const parts = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(\.\d{3})?Z)?$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1, 4).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return year > 0 && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};

const rules = {
  'customers.csv': {
    id: 'customer_id', required: ['customer_id', 'region'], dates: ['birth_date', 'signup_date'], amounts: [], refers: [],
  },
  'merchants.csv': { id: 'merchant_id', required: ['merchant_id'], dates: ['joined_date'], amounts: [], refers: [] },
  'orders.xml': {
    id: 'order_id', required: ['order_id', 'customer_id', 'order_date_time', 'total_amount'], dates: ['order_date_time'],
    amounts: ['total_amount'], refers: ['customer_id'],
  },
  'transactions.csv': {
    id: 'transaction_id', required: ['transaction_id', 'timestamp', 'amount'], dates: ['timestamp'], amounts: ['amount'],
    refers: ['customer_id', 'merchant_id'],
  },
  'events.jsonl': { id: 'id', required: ['type', 'at'], dates: ['at'], amounts: ['amount', 'total'], refers: ['order'] },
};

/** What is wrong with a record, {kind, column, of?}, or nothing. `first_lines`: the ids seen so far; `known`: ids by column. */
function fault_of(record, rule, first_lines, known) {
  const { fields, bytes, line } = record;
  if (fields === undefined) return { kind: 'broken_json' };
  if (record.open !== undefined) return { kind: 'unterminated_quote', column: record.open };
  if (!is_utf8(bytes)) {
    const bad = (text) => typeof text === 'string' && !is_utf8(Buffer.from(text, 'latin1'));
    return { kind: 'mixed_encoding', column: Object.keys(fields).find((column) => bad(fields[column])) };
  }
  const id = fields[rule.id];
  if (id && first_lines.has(id)) return { kind: 'duplicate', column: rule.id, of: first_lines.get(id) };
  if (id) first_lines.set(id, line);
  const missing = rule.required.find((column) => fields[column] === undefined || fields[column] === '');
  if (missing) return { kind: 'missing_value', column: missing };
  const bad_date = rule.dates.find((column) => fields[column] !== '' && !is_moment(fields[column]));
  if (bad_date) return { kind: 'bad_date', column: bad_date };
  const negative = rule.amounts.find((column) => Number(fields[column]) < 0);
  if (negative) return { kind: 'negative_amount', column: negative };
  const needs = !('type' in fields) || /^(order|payment)\./.test(fields.type) && fields.type !== 'order.placed';
  const broken = rule.refers.find((column) => needs && !known[column].has(String(fields[column])));
  return broken ? { kind: 'broken_reference', column: broken } : undefined;
}

/** What is wrong with the city, in the shape of planted.json's faults. */
function faults_in(city) {
  const ids = (records, column) => new Set(records.map((record) => record.fields?.[column]).filter(Boolean));
  const known = {
    customer_id: ids(city.customers.rows, 'customer_id'),
    merchant_id: ids(city.merchants.rows, 'merchant_id'),
    order: ids(city.orders, 'order_id'),
  };
  const records = {
    'customers.csv': city.customers.rows, 'events.jsonl': city.events, 'merchants.csv': city.merchants.rows, 'orders.xml': city.orders,
    'transactions.csv': city.transactions.rows,
  };
  const faults = [];
  for (const [file, rows] of Object.entries(records)) {
    const first_lines = new Map();
    for (const record of rows) {
      const fault = fault_of(record, rules[file], first_lines, known);
      if (fault) faults.push({ file, line: record.line, ...fault });
    }
  }
  return faults;
}

module.exports = { faults_in, is_moment, read_city };
