// The generator's own health: a small chart for each thing it tells of itself, all over the same time, with its limit dashed.
{
  const { axis, colour, duration, instant, levels, line, shade_warmup, time_axis } = rushhour;
  const height = 150;
  const looks = [["line-3", 2, undefined], ["line-max", 2, [4, 3]], ["line-grey", 2, [2, 3]], ["line-2", 2, [8, 3]]];

  const sizes = [[1e12, "TB"], [1e9, "GB"], [1e6, "MB"], [1e3, "kB"]];

  function amount(unit, value) {
    if (value === null || value === undefined) return "–";
    if (unit === "share") return +(100 * value).toPrecision(3) + " %";
    if (unit === "ns") return duration(value);
    if (unit !== "bytes") return (+value.toPrecision(4)).toLocaleString("en");
    for (const [size, name] of sizes) if (value >= size) return +(value / size).toPrecision(3) + " " + name;
    return value + " B";
  }

  // A limit far above all there is would flatten the line; it is then said in words only.
  function in_sight(one) {
    const most = Math.max(...one.series.flatMap((series) => series.values.map((value) => value ?? 0)));
    return one.limit !== null && one.limit <= 4 * most;
  }

  function draw_limit(one) {
    return (u) => {
      if (!in_sight(one)) return;
      const y = u.valToPos(one.limit, "y", true);
      u.ctx.save();
      u.ctx.strokeStyle = colour("bad");
      u.ctx.lineWidth = devicePixelRatio;
      u.ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
      u.ctx.beginPath();
      u.ctx.moveTo(u.bbox.left, y);
      u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
      u.ctx.stroke();
      u.ctx.restore();
    };
  }

  function add_chart(place, one, width) {
    const figure = document.createElement("figure");
    const title = document.createElement("figcaption");
    const most = one.limit === null ? "" : ", limit " + amount(one.unit, one.limit);
    title.textContent = one.title + most;
    figure.append(title);
    place.append(figure);
    const paths = levels(one.length_s, true);
    const series = one.series.map((s, i) => {
      const [name, wide, dash] = looks[i % looks.length];
      return line(s.name, name, wide, dash, (v) => amount(one.unit, v), { paths: paths });
    });
    const top = (u, low, high) => [0, Math.max(high || 0, in_sight(one) ? one.limit : 0) * 1.1 || 1];
    return new uPlot({
      width: width,
      height: height,
      padding: [8, 8, 0, 0],
      cursor: { y: false, drag: { x: false, y: false } },
      legend: { show: one.series.length > 1, live: false },
      series: [{ label: "at", value: (u, v) => (v === null ? "–" : instant(v)) }, ...series],
      scales: { x: { time: false, range: () => [0, rushhour.page.end_s] }, y: { range: top } },
      axes: [time_axis(), axis({ values: (u, splits) => splits.map((v) => amount(one.unit, v)), size: 62, space: 36 })],
      hooks: { drawClear: [shade_warmup], drawAxes: [draw_limit(one)], draw: [] },
    }, [one.begin_s, ...one.series.map((s) => s.values)], figure);
  }

  let plots = [];

  function build(data) {
    const lines = data.lines.filter((one) => one.begin_s.length > 1);
    if (lines.length === 0) return null;
    return {
      paint(place, width) {
        plots.forEach((plot) => plot.destroy());
        const beside = Math.max(1, Math.floor((width + 16) / 336));
        const each = Math.floor((width - 16 * (beside - 1)) / beside);
        plots = lines.map((one) => add_chart(place, one, each));
      },
    };
  }

  rushhour.panel("generator", 0, build);
}
