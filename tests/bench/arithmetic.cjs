// From measurements to rows of the table, and from rows to text. A row is {what, figure, unit, goal, met, note}: `goal` and `met` are
// absent where there is none, `figure` where nothing could be measured, and the note says why. `aside: true` keeps it out of the README.
'use strict';

const median = (values) => {
  if (values.length === 0) throw new Error('no values have no median');
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

/** {median, least, most} of the ratios of each round: what the machine did besides met both sides of one round, not those of another. */
function ratios_of_rounds(rounds, above, below) {
  const ratios = rounds.map((round) => above(round) / below(round));
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}

/** Least squares through points [x, y]: {slope, offset}. */
function line_through(points) {
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const x = mean(([at]) => at);
  const y = mean(([, value]) => value);
  const slope = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return { slope, offset: y - slope * x };
}

/** The slope of each stretch between neighbours, divided by that of the whole line: all near 1 if the points lie on one. */
function stretches(points) {
  const whole = line_through(points).slope;
  return points.slice(1).map(([x, y], i) => (y - points[i][1]) / (x - points[i][0]) / whole);
}

const goals = {
  '>=': (figure, limit) => figure >= limit,
  '<=': (figure, limit) => figure <= limit,
};

/** Whether `figure` meets a goal such as '>= 1.15' or '<= 4.5 KB'; the unit is the row's. A bound met by rounding alone is missed. */
function meets(figure, goal) {
  const words = /^(>=|<=) ([\d.]+)/.exec(goal);
  if (!words) throw new Error(`not a goal: ${goal}`);
  return goals[words[1]](figure, Number(words[2]));
}

const judged = (row, goal) => (goal === undefined ? row : { ...row, goal, met: meets(row.figure, goal) });
const two = (x) => (x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2));

/** A row for a ratio of two contestants of every round; the note says how far the rounds differ. */
function ratio_row({ what, rounds, above, below, goal, note }) {
  const ratio = ratios_of_rounds(rounds, above, below);
  const range = `${two(ratio.least)} to ${two(ratio.most)} in ${rounds.length} rounds`;
  return judged({ what, figure: ratio.median, unit: 'x', note: note ? `${range}; ${note}` : range }, goal);
}

/** Crowds of {users, anonymous}, the latter in bytes, as points of users and KB. */
const crowd_points = (crowds) => crowds.map(({ users, anonymous }) => [users, anonymous / 1024]);

/** A row for what one more user costs: the slope of a line through crowds. */
function crowd_row(what, crowds, goal) {
  const totals = crowds.map(({ anonymous }) => `${(anonymous / 1e6).toFixed(1)} MB`).join(', ');
  const users = crowds.map((crowd) => crowd.users.toLocaleString('en-US')).join(', ');
  return judged({ what, figure: line_through(crowd_points(crowds)).slope, unit: 'KB a user', note: `${totals} at ${users}` }, goal);
}

const number = (x) => (Math.abs(x) >= 1000 ? Math.round(x).toLocaleString('en-US') : Number(x.toPrecision(3)).toString());
const verdict = ({ met }) => (met === undefined ? '' : met ? 'met' : 'MISSED');
const cells = (row) => [
  row.what, row.figure === undefined ? '-' : `${number(row.figure)} ${row.unit}`.trim(), row.goal ?? '', verdict(row), row.note ?? '',
];

/** The table as plain text, one line a row. */
function text_table(rows) {
  const table = [['what', 'figure', 'goal', '', ''], ...rows.map(cells)];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}

/** The same as Markdown. */
function markdown_table(rows) {
  const line = (words) => `| ${words.map((word) => word.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(['what', 'figure', 'goal', '', 'note']), '|---|--:|---|---|---|', ...rows.map((row) => line(cells(row)))].join('\n');
}

module.exports = {
  crowd_points, crowd_row, judged, line_through, markdown_table, median, meets, number, ratio_row, ratios_of_rounds, stretches, text_table,
};
