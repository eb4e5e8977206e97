// Requests by time and latency: the more, the further a cell's colour is from the page's.
{
  const { colour, duration, instant, log_axis, over_time, tick_duration } = rushhour;

  const stops = 6;

  function channels(hex) {
    return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  }

  // The palette as a function of a share between 0 and 1: stops of one hue that differ by lightness, straight lines between them.
  function palette() {
    const known = Array.from({ length: stops }, (unused, i) => channels(colour("heat-" + (i + 1))));
    return (share) => {
      const place = Math.min(Math.max(share, 0), 1) * (stops - 1);
      const low = Math.min(Math.floor(place), stops - 2);
      const mix = known[low].map((value, i) => Math.round(value + (known[low + 1][i] - value) * (place - low)));
      return "rgb(" + mix.join(",") + ")";
    };
  }

  // By the logarithm of the count: one request shows, and a hundred times as many do not hide it.
  const share_of = (count, most) => (most <= 1 ? 1 : Math.log(count) / Math.log(most));

  const low_end = (data, row) => Math.pow(10, row / data.rows_a_decade);

  function paint(u, data) {
    const fill = palette();
    const ctx = u.ctx;
    ctx.save();
    ctx.beginPath();
    ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    ctx.clip();
    data.begin_s.forEach((begin, c) => {
      const left = Math.round(u.valToPos(begin, "x", true));
      const right = Math.max(Math.round(u.valToPos(begin + data.width_s, "x", true)), left + 1);
      data.counts[c].forEach((count, r) => {
        if (count === 0) return;
        const row = data.first[c] + r;
        const top = Math.round(u.valToPos(low_end(data, row + 1), "y", true));
        const bottom = Math.round(u.valToPos(low_end(data, row), "y", true));
        ctx.fillStyle = fill(share_of(count, data.most));
        ctx.fillRect(left, top, right - left, Math.max(bottom - top, 1));
      });
    });
    ctx.restore();
  }

  function rows_of(data) {
    return [Math.min(...data.first), Math.max(...data.first.map((first, c) => first + data.counts[c].length))];
  }

  // 1, 10, 100 and so on, and the most; steps of ten are left out from the low end where there would be too many.
  function legend(place, data) {
    const counts = [];
    for (let n = 1; n < data.most; n *= 10) counts.push(n);
    counts.push(data.most);
    const fill = palette();
    const row = document.createElement("p");
    row.className = "heat-legend";
    row.append("requests in a cell ");
    for (const count of counts) {
      const box = document.createElement("span");
      box.className = "box";
      box.style.background = fill(share_of(count, data.most));
      const item = document.createElement("span");
      item.className = "item";
      item.append(box, count.toLocaleString("en"));
      row.append(item, " ");
    }
    place.appendChild(row);
  }

  function readout(u, c, data) {
    const begin = instant(data.begin_s[c]) + " to " + instant(data.begin_s[c] + data.width_s);
    if (!(u.cursor.top >= 0)) return begin;
    const row = Math.floor(Math.log10(u.posToVal(u.cursor.top, "y")) * data.rows_a_decade);
    const count = data.counts[c][row - data.first[c]] || 0;
    const range = duration(Math.round(low_end(data, row))) + " to " + duration(Math.round(low_end(data, row + 1)));
    return begin + ", " + range + ": " + count.toLocaleString("en") + (count === 1 ? " request" : " requests");
  }

  function build(data) {
    if (data.begin_s.length === 0) return null;
    const [first, end] = rows_of(data);
    const low = low_end(data, first);
    // Modes in a decade alone would fill the whole height with a handful of rows.
    const high = Math.max(low_end(data, end), low * 10);
    const series = [{ label: "requests", paths: () => null, points: { show: false }, stroke: () => colour("soft") }];
    const options = over_time({
      series: series,
      y: { distr: 3, log: 10, range: () => [low, high] },
      y_axis: Object.assign(log_axis(), { values: (u, splits) => splits.map(tick_duration) }),
      draw_axes: [(u) => paint(u, data)],
      covered: true,
    });
    options.cursor.y = true;
    return {
      holds: true,
      rows: 5,
      values: [data.begin_s, data.begin_s.map(() => low)],
      labels: [""],
      readout: (u, c) => readout(u, c, data),
      after: (place) => legend(place, data),
      options: options,
    };
  }

  rushhour.panel("heat-map", 340, build);
}
