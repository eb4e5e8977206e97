// Errors per second, a line for each of the most frequent kinds. Lines differ in their dashes and bear their names.
{
  const { axis, levels, line, over_time, rate } = rushhour;
  const looks = [
    ["line-max", 2.5, undefined], ["line-3", 2, [7, 3]], ["line-grey", 2, [2, 3]], ["warn", 2, [12, 3]], ["line-2", 2, [7, 3, 2, 3]],
    ["good", 2, [4, 4]], ["soft", 2, [1, 4]],
  ];

  function build(data) {
    if (data.lines.length === 0 || data.begin_s.length < 2) return null;
    const paths = levels(data.begin_s.map(() => data.length_s), true);
    const series = data.lines.map((one, i) => {
      const [colour, width, dash] = looks[i % looks.length];
      return line(one.name, colour, width, dash, rate, { paths: paths });
    });
    return {
      holds: true,
      values: [data.begin_s, ...data.lines.map((one) => one.rate)],
      labels: data.lines.map((one) => one.name),
      options: over_time({
        series: series,
        y: { range: (u, low, high) => [0, Math.max(high * 1.25, 1)] },
        y_axis: axis({ values: (u, splits) => splits.map((v) => +v.toFixed(3) + "/s"), size: 58 }),
      }),
    };
  }

  rushhour.panel("errors", 220, build);
}
