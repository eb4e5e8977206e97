// A target and a script that try to be acted on by whoever shows their names: markup, quotes, ends of blocks, line breaks, letters that
// turn the direction of writing, sequences of terminals, formulas of spreadsheets, tables of Markdown. Each output shows them and no more.
'use strict';

const assert = require('node:assert');
const { execFileSync, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const test = require('node:test');

const { families_in } = require('./metrics_readers.cjs');
const { binary, read_json, read_json_lines, rushhour, run_directory, scratch, start, write_scenario } = require('./support.cjs');

const attacks = {
  markup: '</script><img src=x onerror=alert(1)><!-- <script>alert(2)</script>',
  quotes: `" onmouseover="alert(3)" ' \` \${7*7} {{7*7}} &lt;`,
  cdata: ']]><failure/><![CDATA[ &x; <?xml?>',
  lines: 'first\r\n::error::second\nthird\u2028fourth\u0085fifth',
  directions: '\u202egnp.exe\u202c \u2066x\u2069 \u200f\ufeff\u200b',
  terminal: '\x1b]8;;http://evil.example\x07link\x1b]8;;\x07\x1b]52;c;aGk=\x07\x1b[2J\x1b[31m\u009b31m\x7f\b\b\x00end',
  sheet: `=cmd|' /C calc'!A0`,
  plus: '+1+1', minus: '-1+1', at: '@SUM(A1)',
  markdown: '| a | b |\n|---|---|\n[x](javascript:alert(4)) **bold** # head',
  emoji: '🍜🏳️‍🌈 größer 寿司',
  workflow: '::set-output name=x::y %0A::error::z',
};
const all = Object.values(attacks).join(' ');

/** As Lua writes it: every byte by its number. */
const lua = (text) => `"${[...Buffer.from(text)].map((byte) => `\\${String(byte).padStart(3, '0')}`).join('')}"`;

const ends_by_itself = `executor = "shared-iterations", vus = 1, iterations = ${2 * Object.keys(attacks).length}`;
const goes_on = 'executor = "constant-arrival-rate", rate = 60, duration = 120, max_vus = 20';

const scenario = (load) => `
local http, check, group = require "rushhour.http", require "rushhour.check", require "rushhour.group"
local seen = require("rushhour.metrics").counter("seen")
options = {
  scenarios = { s = { exec = "go", ${load} } },
  series_tags = { "zone" },
  thresholds = { ["response_time{step:${'<img src=x onerror=alert(5)>'}}"] = { "p(50) < 1ns" }, checks = { "rate > 99%" } },
}
local attacks = { ${Object.values(attacks).map(lua).join(', ')} }
function go(ctx)
  local attack = attacks[ctx.iter % #attacks + 1]
  group((attack:gsub("/", "_")), function()
    local answer = http.get("/", { name = attack, tags = { zone = attack }, headers = { ["X-Attack"] = (attack:gsub("%c", " ")) } })
    check(answer, { [attack] = function() return false end })
  end)
  http.get("/", { name = "<img src=x onerror=alert(5)>" })
  seen:add(1, { zone = attack })
  if ctx.iter % 2 == 0 then error(attack) end
  ctx.fail(attack)
end
`;

/** A target whose answers and annotations do what they can. Header values may hold no control characters, so those are left out there. */
async function start_hostile_target(t) {
  const head_safe = Buffer.from(all.replaceAll(/[\x00-\x1f\x7f-\x9f\u2028]/g, ' ')).toString('latin1').replaceAll(/[\x7f-\x9f]/g, '?');
  const server = http.createServer((request, response) => {
    if (request.url.startsWith('/api/annotations')) {
      response.setHeader('content-type', 'application/vnd.rushhour.annotations+json');
      const now = new Date().toISOString();
      const annotations = Object.values(attacks).map((attack, i) => ({
        number: i + 1, kind: attack, name: attack, text: attack, began_at: now, ended_at: null,
      }));
      return response.end(JSON.stringify({ annotations, next: annotations.length + 1 }));
    }
    response.setHeader('Server-Timing', `app;dur=2;desc="${head_safe.replaceAll(/["\\]/g, '')}", <img/src=x>;dur=3, =1+1;dur=4`);
    response.statusCode = 503;
    return response.end(all);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

const acted_on = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;

/** Text for people: nothing that a terminal or an editor acts on, but line feeds. */
function assert_plain(text, says) {
  const found = acted_on.exec(text);
  if (!found) return;
  const around = JSON.stringify(text.slice(Math.max(0, found.index - 60), found.index + 20));
  assert.fail(`${says}: U+${found[0].codePointAt(0).toString(16)} in ${around}`);
}

/** The cells of an RFC 4180 text. */
function cells_of(csv) {
  return [...csv.matchAll(/"((?:[^"]|"")*)"|([^",\r\n]+)/g)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare);
}

/** Markup of ours alone, whole or a part of a page. */
function assert_html(html, says) {
  assert.doesNotMatch(html, /<img/i, `${says}: no element of a stranger`);
  assert.doesNotMatch(html.replaceAll(/="[^"]*"/g, ''), /<[^>]* onerror|<[^>]* onmouseover=/i, says);
  assert.doesNotMatch(html, /href="?javascript:/i, says);
  assert.strictEqual((html.match(/<script/g) ?? []).length, (html.match(/<\/script>/g) ?? []).length, says);
  assert_plain(html.replaceAll(/<script>[^]*?<\/script>/g, '').replaceAll('\t', ' '), says);
}

function assert_page(html) {
  const block = /<script type="application\/json" id="data">([^]*?)<\/script>/.exec(html);
  assert.ok(JSON.stringify(JSON.parse(block[1])).length > 1000, 'the data block ends where it should');
  assert_html(html, 'the page');
  assert.ok(html.includes('&lt;img src=x onerror=alert(5)&gt;'), 'the name itself can be read');
}

function assert_markdown(text) {
  assert.doesNotMatch(text, /<img|<script|<!--|<failure/i);
  // A line that begins a block of HTML is HTML to the next empty line, and no Markdown.
  const markdown = text.split(/\n\n+/).filter((block) => !block.startsWith('<')).join('\n\n').replaceAll(/(`+)[^`\n]*\1/g, '');
  assert.doesNotMatch(markdown, /(?<!\\)\]\(javascript:/);
  assert.doesNotMatch(text, /^::/m, 'no command to the runner');
  assert_plain(text, 'Markdown');
  let columns;
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) {
      columns = undefined;
      continue;
    }
    const now = line.replaceAll(/\\./g, '').split('|').length;
    assert.strictEqual(now, columns ?? now, `a row of another width: ${line}`);
    columns = now;
  }
}

function assert_junit(text, file) {
  execFileSync('xmllint', ['--noout', '--nonet', file], { stdio: 'pipe' });
  const count = (what) => Number(execFileSync('xmllint', ['--xpath', `count(${what})`, file], { encoding: 'utf8' }));
  assert.strictEqual(count('//img'), 0);
  assert.strictEqual(count('//testcase/failure'), count('//failure'), 'no failure but of a case');
  assert.ok(count('//testcase') > 0);
  assert_plain(text, 'JUnit');
}

function assert_sheet(text) {
  for (const cell of cells_of(text)) assert.doesNotMatch(cell, /^[=@]|^[+-](?![\d.]+(e[+-]?\d+)?$)/i, 'a formula');
  assert_plain(text.replaceAll('\r\n', '\n'), 'CSV');
}

function assert_lines(text) {
  for (const line of text.trimEnd().split('\n')) JSON.parse(line);
  assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
}

function assert_json(text) {
  JSON.parse(text);
  assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
}

function assert_prometheus(text, file) {
  const { status, stderr } = spawnSync('promtool', ['check', 'metrics'],
    { input: text.replace(/# EOF\n$/, ''), encoding: 'utf8' });
  assert.ok(status === 0 || status === 3, `${file}: ${stderr}`);  // 3: advice on names
  assert_plain(text, 'Prometheus');
}

// A row for each output: its flag, the ending of its file, and what must hold of it.
const outputs = [
  ['junit', 'xml', assert_junit],
  ['github', 'md', assert_markdown],
  ['gitlab', 'json', assert_json],
  ['k6', 'json', assert_json],
  ['csv', 'csv', assert_sheet],
  ['jsonl', 'jsonl', assert_lines],
  ['prom', 'prom', assert_prometheus],
];

async function play(t, env = {}) {
  const folder = scratch(t);
  const target = await start_hostile_target(t);
  const file = write_scenario(folder, scenario(ends_by_itself), `x'y"<img src=x>.lua`);
  const out = path.join(folder, 'runs');
  const files = outputs.map(([name, ending]) => ({ name, file: path.join(folder, `${name}.${ending}`) }));
  const flags = files.flatMap(({ name, file }) => ['-o', `${name}=${file}`]);
  const tag = `evil=${attacks.markup}${attacks.directions}`;
  const words = ['run', file, '--target', target, '--out', out, '--tag', tag, '-e', 'K=<img>', ...flags];
  const surroundings = { ...process.env, RUSHHOUR_NO_ANNOTATIONS: undefined, LANG: 'C.UTF-8', LC_ALL: '', ...env };
  const ran = await rushhour(t, words, { env: surroundings });
  assert.ok([98, 99].includes(ran.code), `exit code ${ran.code}: ${ran.stderr}`);
  return { ...ran, directory: run_directory(out), files };
}

test('whatever names there are, nothing that shows them acts on them', async (t) => {
  const { stdout, stderr, directory, files } = await play(t);
  const meta = read_json(directory, 'run.json');
  await t.test('they came through the run whole', () => {
    const steps = meta.steps.map(({ step }) => step);
    for (const [name, attack] of Object.entries(attacks)) assert.ok(steps.includes(attack), `${name}: ${JSON.stringify(steps)}`);
    const events = read_json_lines(directory, 'events.jsonl').filter(({ event }) => event === 'annotation');
    assert.strictEqual(events.length, Object.keys(attacks).length);
  });
  await t.test('the terminal', () => {
    assert.match(stdout, /alert\(5\)/);
    assert_plain(stdout, 'stdout');
    assert_plain(stderr, 'stderr');
  });
  await t.test('report.html', () => assert_page(fs.readFileSync(path.join(directory, 'report.html'), 'utf8')));
  for (const [name, , holds] of outputs)
    await t.test(name, () => {
      const { file } = files.find((one) => one.name === name);
      const text = fs.readFileSync(file, 'utf8');
      assert.ok(text.length > 100, `${text.length} characters`);
      holds(text, file);
    });
});

test('the annotations of a step of GitHub Actions are those of rushhour alone', async (t) => {
  const folder = scratch(t);
  const { directory } = await play(t);
  const summary = path.join(folder, 'summary.md');
  fs.writeFileSync(summary, '');
  const env = { ...process.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
  const { code, stdout, stderr } = await rushhour(t, ['report', directory, '-o', 'github=', '-q'], { env });
  assert.strictEqual(code, 0, stderr);
  assert_markdown(fs.readFileSync(summary, 'utf8'));
  const said = `${stdout}${stderr}`;
  assert_plain(said, 'the log');
  for (const line of said.split('\n').filter((one) => one.includes('::')))
    if (line.startsWith('::')) assert.match(line, /^::(error|warning|notice) [^:]*::[^\r\n]*$/);
});

test('without UTF-8 not a byte beyond ASCII reaches the terminal', async (t) => {
  const { stdout, directory } = await play(t, { LANG: 'C' });
  assert.match(stdout, /^[\x20-\x7e\n]*$/);
  const again = await rushhour(t, ['report', directory], { env: { ...process.env, LANG: '', LC_ALL: 'C' } });
  assert.match(again.stdout, /^[\x20-\x7e\n]*$/);
  assert.strictEqual(again.stdout, stdout);
});

/** {status, body} of a page that is served. */
async function ask(address, target) {
  const response = await fetch(new URL(target, address));
  return { status: response.status, body: await response.text() };
}

/** What a live page is told until its panels hold every attack: the stream as it came. */
async function stream_until(address, enough) {
  const found = [];
  let text = '';
  const stop = new AbortController();
  const response = await fetch(new URL('/events', address), { signal: stop.signal });
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    const whole = text.slice(0, text.lastIndexOf('\n\n') + 2);
    found.splice(0, Infinity, ...[...whole.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data)));
    if (enough(found)) {
      stop.abort();
      return { text: whole, found };
    }
  }
  throw new Error(`the stream ended early: ${text.slice(-300)}`);
}

test('the live page of a run shows the names and no more', async (t) => {
  const folder = scratch(t);
  const file = write_scenario(folder, scenario(goes_on), `x'y"<img src=x>.lua`);
  const run = start(t, binary, ['run', file, '--target', await start_hostile_target(t), '--out', path.join(folder, 'runs'), '--dashboard',
    '--tag', `evil=${attacks.markup}${attacks.directions}`], { env: { ...process.env, RUSHHOUR_NO_ANNOTATIONS: undefined } });
  const [, address] = await run.says_so(/dashboard {2}(http:\/\/[^/]*\/)/);
  await run.says_so(/target http/);
  let page = { status: 503 };
  while (page.status === 503) page = await ask(address, '/');
  assert.strictEqual(page.status, 200);
  assert_html(page.body, 'the page');

  const readable = ['&lt;img src=x onerror=alert(5)&gt;', '&lt;/script&gt;', '@SUM(A1)', 'first\\x0d\\x0a::error::second'];
  const { text, found } = await stream_until(address, (events) => {
    const steps = events.map((event) => event.panels?.steps?.html ?? '').join('');
    return readable.every((name) => steps.includes(name));
  });
  for (const line of text.split('\n')) assert.match(line, /^(id: [^\r]*|data: \{.*\}|retry: \d+|: still here|)$/u);
  assert_plain(text, 'the stream');
  for (const event of found) {
    for (const [id, panel] of Object.entries(event.panels ?? {})) assert_html(panel.html, `panel ${id}`);
    for (const words of [event.now?.words ?? '', ...(event.now?.reasons ?? [])]) assert_plain(words, 'the banner');
  }
  assert_json((await ask(address, '/run.json')).body);
  const metrics = (await ask(address, '/metrics')).body;
  assert.ok(families_in(metrics, { open_metrics: true }).length > 10);
  assert_plain(metrics, '/metrics');
  run.kill('SIGINT');
  assert.strictEqual((await run.exited).code, 105, run.stderr);
  assert_plain(run.stderr, 'stderr');
});

test('the shelf of runs shows names of runs, of folders and of what was asked for, and no more', async (t) => {
  const { directory } = await play(t);
  const runs = path.dirname(directory);
  const names = Object.values(attacks).filter((name) => !/[/\0]/.test(name) && Buffer.byteLength(name) < 255);
  names.push(attacks.terminal.replaceAll(/[/\0]/g, ''), attacks.markup.replaceAll('/', ''));
  for (const name of names) fs.cpSync(directory, path.join(runs, name), { recursive: true });
  fs.mkdirSync(path.join(runs, 'broken <img src=x onerror=alert(6)>'));
  fs.writeFileSync(path.join(runs, 'broken <img src=x onerror=alert(6)>', 'run.json'), `{"schema": "${attacks.quotes}`);
  const server = start(t, binary, ['serve', runs]);
  const [, address] = await server.says_so(/(http:\/\/127\.0\.0\.1:\d+\/)/);

  const list = await ask(address, '/');
  assert.strictEqual(list.status, 200);
  assert_html(list.body, 'the list');
  assert.ok(list.body.includes('broken &lt;img src=x onerror=alert(6)&gt;'), 'the name itself can be read');
  const links = [...list.body.matchAll(/href="(\/run\/[^"]*)"/g)].map(([, link]) => link);
  const linked = links.map((link) => decodeURIComponent(link.slice('/run/'.length)));
  for (const name of names) assert.ok(linked.includes(name), JSON.stringify(name));
  const one = encodeURIComponent(names.at(-1)), other = encodeURIComponent(names.at(-2));
  for (const target of [`/run/${one}`, `/run/${one}?baseline=${other}`]) {
    const shown = await ask(address, target);
    assert.strictEqual(shown.status, 200, target);
    assert_page(shown.body);
  }
  const compared = await ask(address, `/compare?a=${one}&b=${other}`);
  assert.strictEqual(compared.status, 200);
  assert_html(compared.body, 'the comparison');
  for (const name of Object.values(attacks))
    for (const target of [`/run/x${encodeURIComponent(name)}`, `/${encodeURIComponent(name)}`, `/compare?a=x${encodeURIComponent(name)}`]) {
      const nothing = await ask(address, target);
      assert.strictEqual(nothing.status, 404, target);
      assert_html(nothing.body, `404 of ${target}`);
    }
  await server.stop();
  assert_plain(server.stdout + server.stderr, 'the log of the server');
});
