// Reads definitions for the Lua language server (classes, fields, aliases, functions) and checks scripts against them: the table `options`,
// and the tables that are written out in calls of rushhour's modules. What a script computes is not followed; it may be anything.
'use strict';

const luaparse = require('luaparse');

const parse = (text) => luaparse.parse(text, { luaVersion: '5.3', locations: true, comments: false, encodingMode: 'x-user-defined' });

/** Splits at `mark` outside brackets and quotes. */
function split(text, mark) {
  const parts = [''];
  let depth = 0;
  let quoted = false;
  for (const c of text) {
    if (c === '"') quoted = !quoted;
    if (!quoted && '(<{['.includes(c)) ++depth;
    if (!quoted && ')>}]'.includes(c)) --depth;
    if (c === mark && depth === 0 && !quoted) parts.push('');
    else parts[parts.length - 1] += c;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** {classes: {name: {base, fields: {name: {type, optional}}}}, aliases: {name: type}, functions: {"rushhour.http.get": [types]}} */
function read_definitions(text) {
  const read = { classes: {}, aliases: {}, functions: {}, calls: {} };
  let open, params = [], locals = {};
  for (const line of text.split('\n')) {
    let match;
    if ((match = /^---@alias (\S+) (.*)$/.exec(line))) read.aliases[match[1]] = match[2];
    else if ((match = /^---@class (?:\(exact\) )?(\S+)(?: : (\S+))?$/.exec(line))) {
      open = read.classes[match[1]] = { name: match[1], base: match[2], fields: {} };
    }
    else if ((match = /^---@field (\S+?)(\??) (.*)$/.exec(line))) open.fields[match[1]] = { type: match[3], optional: match[2] === '?' };
    else if ((match = /^---@overload fun\((.*)\)(?:: .*)?$/.exec(line))) {
      read.functions[open.name] = split(match[1], ',').map((one) => one.replace(/^[^:]*: /, ''));
    }
    else if ((match = /^---@param (\S+) (.*)$/.exec(line))) params.push(match[2]);
    else if ((match = /^local (\w+) = \{\}$/.exec(line))) locals[match[1]] = open.name;
    else if ((match = /^function (\w+)[.:](\w+)\(/.exec(line))) {
      read.functions[`${locals[match[1]]}.${match[2]}`] = params;
      params = [];
    }
  }
  return read;
}

const is_text = (node) => node.type === 'StringLiteral';
const text_of = (node) => node.value ?? node.raw.slice(1, -1);

class Checker {
  constructor(definitions) {
    this.definitions = definitions;
  }

  fields_of(name) {
    const one = this.definitions.classes[name];
    return { ...(one.base ? this.fields_of(one.base) : {}), ...one.fields };
  }

  /** The types that a type stands for: aliases, brackets and question marks resolved. */
  choices_of(type) {
    return split(type, '|').flatMap((one) => {
      const bare = one.replace(/\?$/, '');
      if (this.definitions.aliases[bare]) return this.choices_of(this.definitions.aliases[bare]);
      return bare.startsWith('(') && bare.endsWith(')') ? this.choices_of(bare.slice(1, -1)) : [bare];
    });
  }

  /** What is wrong with a written value of that type: [{line, says}]. */
  value(node, type, path) {
    const wrong = (says) => [{ line: node.loc.start.line, says: `${path}: ${says}` }];
    const choices = this.choices_of(type);
    if (choices.includes('any')) return [];
    if (node.type === 'TableConstructorExpression') return this.table(node, choices, path);
    if (is_text(node)) {
      const fits = choices.some((one) => one === 'string' || one === JSON.stringify(text_of(node)));
      return fits ? [] : wrong(`'${text_of(node)}' is none of ${choices.join(', ')}`);
    }
    const literal = { NumericLiteral: ['number', 'integer'], BooleanLiteral: ['boolean'], FunctionDeclaration: ['fun'] }[node.type];
    if (!literal || choices.some((one) => literal.some((word) => one.startsWith(word)))) return [];
    return wrong(`a ${literal[0]} is none of ${choices.join(', ')}`);
  }

  /** A table against the one of the choices that it was most probably meant to be. */
  table(node, choices, path) {
    const attempts = choices.map((one) => this.table_as(node, one, path)).filter((found) => found !== undefined);
    if (attempts.length === 0) return [{ line: node.loc.start.line, says: `${path}: a table is none of ${choices.join(', ')}` }];
    return attempts.reduce((best, found) => (found.length < best.length ? found : best));
  }

  table_as(node, type, path) {
    let match;
    if (this.definitions.classes[type]) return this.instance(node, type, path);
    if ((match = /^table<([a-z|]+), (.*)>$/.exec(type))) {
      const [, keys, held] = match;
      const named = () => (keys.includes('string') ? { type: held } : undefined);
      return this.entries(node, path, named, () => (keys.includes('integer') ? held : undefined));
    }
    if ((match = /^(.*)\[\]$/.exec(type))) return this.entries(node, path, undefined, () => match[1]);
    if ((match = /^\{(.*)\}$/.exec(type))) {
      const places = Object.fromEntries(split(match[1], ',').map((one) => one.match(/^\[(\d+)\]: (.*)$/).slice(1)));
      return this.entries(node, path, undefined, (place) => places[place]);
    }
    return undefined;
  }

  instance(node, type, path) {
    const fields = this.fields_of(type);
    const seen = new Set();
    const found = this.entries(node, path, (name) => (seen.add(name), fields[name]), (place) => (fields[`[${place}]`] ?? {}).type);
    for (const [name, { optional }] of Object.entries(fields))
      if (!optional && !name.startsWith('[') && !seen.has(name))
        found.push({ line: node.loc.start.line, says: `${path}: '${name}' is missing` });
    return found;
  }

  /** `named(name)` gives what a key may hold, `placed(number)` what a place in a list may; undefined where there is none. */
  entries(node, path, named = () => undefined, placed = () => undefined) {
    let place = 0;
    return node.fields.flatMap((field) => {
      const quoted = field.type === 'TableKey' && is_text(field.key);
      const name = field.type === 'TableKeyString' ? field.key.name : quoted ? text_of(field.key) : undefined;
      if (field.type === 'TableKey' && name === undefined) return [];
      const type = name === undefined ? placed(++place) : (named(name) ?? {}).type;
      const at = name === undefined ? `${path}[${place}]` : `${path}.${name}`;
      if (type === undefined) return [{ line: field.loc.start.line, says: `${at}: there is no such key` }];
      return this.value(field.value, type, at);
    });
  }

  /** A call of a module's function: too many arguments, and tables that cannot be. */
  call(node, name) {
    const types = this.definitions.functions[name];
    if (types === undefined) return [{ line: node.loc.start.line, says: `${name}: there is no such function` }];
    const written = [].concat(node.arguments ?? node.argument ?? []);
    return written.flatMap((argument, i) => (types[i] === undefined ? [] : this.value(argument, types[i], `${name}, argument ${i + 1}`)));
  }
}

function each_node(node, visit) {
  if (node === null || typeof node !== 'object') return;
  if (Array.isArray(node)) return node.forEach((one) => each_node(one, visit));
  if (node.type) visit(node);
  for (const [key, value] of Object.entries(node)) if (key !== 'loc') each_node(value, visit);
}

/** The module that `require "rushhour.x"` brings, if the node is one. */
function required(node) {
  const is_call = node && /^(String)?CallExpression$/.test(node.type) && node.base.name === 'require';
  const name = is_call ? node.argument ?? node.arguments?.[0] : undefined;
  return name && is_text(name) && text_of(name).startsWith('rushhour.') ? text_of(name) : undefined;
}

/** What a script says that the definitions do not know: [{line, says}]. */
function check_script(text, definitions) {
  const checker = new Checker(definitions);
  const tree = parse(text);
  const modules = {};
  const found = [];
  each_node(tree, (node) => {
    if (node.type !== 'LocalStatement') return;
    node.variables.forEach((variable, i) => { if (required(node.init[i])) modules[variable.name] = required(node.init[i]); });
  });
  each_node(tree, (node) => {
    if (node.type === 'AssignmentStatement')
      node.variables.forEach((variable, i) => {
        if (variable.name === 'options' && node.init[i]) found.push(...checker.value(node.init[i], 'rushhour.options', 'options'));
      });
    if (!/CallExpression$/.test(node.type)) return;
    const { base } = node;
    const is_module = base.type === 'Identifier' && modules[base.name];
    const is_member = base.type === 'MemberExpression' && base.indexer === '.' && base.base.type === 'Identifier';
    const is_function = is_member && modules[base.base.name];
    if (is_module) found.push(...checker.call(node, modules[base.name]));
    if (is_function) found.push(...checker.call(node, `${modules[base.base.name]}.${base.identifier.name}`));
  });
  return found;
}

module.exports = { check_script, read_definitions };
