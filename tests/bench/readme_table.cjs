// Writes what `make bench` measured, with date, machine and command, into README.md (without the rows that are `aside`) and
// docs/benchmarks.md (all of them), between their markers, so that nobody types figures.
// usage: node tests/bench/readme_table.cjs [build/bench.json [PART]]; PART names a table of its own, for measures taken by themselves
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { markdown_table } = require('./arithmetic.cjs');

const top = path.resolve(__dirname, '../..');
const markers_of = (part) => [`<!-- bench table${part}: written by tests/bench/readme_table.cjs -->`, `<!-- end of bench table${part} -->`];
const markers = markers_of('');

const plural = (count, word) => `${count} ${word}${count === 1 ? '' : 's'}`;

/** When, where, of what and by which command, in a sentence. */
function caption({ date, command, revision, rounds, seconds, cpu, cpus, memory_bytes, kernel, load_before }) {
  const memory = `${Math.round(memory_bytes / 2 ** 30)} GB`;
  const turns = `${plural(rounds, 'round')}, ${seconds} s a turn`;
  return `\`${command}\` on ${date.slice(0, 10)}, revision ${revision}: ${turns}, ${cpus} cores of ${cpu}, ${memory}, Linux ${kernel}, ` +
    `load ${load_before.toFixed(2)} before.`;
}

/** `text` with what stands between the markers replaced; `part` is empty, or begins with a blank. */
function with_table(text, table, file, part = '') {
  const [first, last] = markers_of(part);
  const [begin, end] = [text.indexOf(first), text.indexOf(last)];
  if (begin < 0 || end < begin) throw new Error(`${file} has no '${first}' before '${last}'`);
  return `${text.slice(0, begin + first.length)}\n${table}\n${text.slice(end)}`;
}

/** The pages' paths and new texts; a page is `{file, all}`, `all` for the rows that are aside too. */
function pages_of(result, pages, read, part = '') {
  return pages.map(({ file, all }) => {
    const rows = result.rows.filter(({ aside }) => all || !aside);
    return { file, text: with_table(read(file), `${caption(result.environment)}\n\n${markdown_table(rows)}`, file, part) };
  });
}

function main(source, part) {
  const result = JSON.parse(fs.readFileSync(source, 'utf8'));
  const pages = [{ file: 'README.md', all: false }, { file: 'docs/benchmarks.md', all: true }];
  for (const { file, text } of pages_of(result, pages, (file) => fs.readFileSync(path.join(top, file), 'utf8'), part)) {
    fs.writeFileSync(path.join(top, file), text);
    console.log(`${file}: the table of ${result.environment.date}`);
  }
}

if (require.main === module) {
  try {
    main(process.argv[2] ?? path.join(top, 'build/bench.json'), process.argv[3] ? ` ${process.argv[3]}` : '');
  } catch (error) {
    console.error(`readme_table: ${error.message}`);
    process.exitCode = 1;
  }
}

module.exports = { caption, markers, pages_of, with_table };
