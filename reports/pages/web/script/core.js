// What all drawers share: text, axes, marks, and when to draw. Everything on the page is there without script but the drawings. Nothing is
// fetched, and no text of the run is ever parsed as markup: labels are drawn or set as text.
"use strict";

(function () {
  const page = JSON.parse(document.getElementById("data").textContent);
  const narrow = 520; // below this width, labels beside the lines would leave no room for the lines
  const scriptless = typeof uPlot === "undefined";
  const charts = [];
  const paper = 660; // CSS pixels of a chart that is printed
  let printing = false;
  let theme_before;
  const dressers = [];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  // ---- text ----

  // As reports/foundation/units.cpp writes durations.
  function duration(ns) {
    if (ns === null || ns === undefined) return "–";
    const three = (value, unit) => (value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2)) + unit;
    if (ns === 0) return "0s";
    if (ns < 999.5) return ns + "ns";
    if (ns < 999.5e3) return three(ns / 1e3, "us");
    if (ns < 999.5e6) return three(ns / 1e6, "ms");
    if (ns < 59.95e9) return three(ns / 1e9, "s");
    const s = Math.round(ns / 1e9);
    if (s < 3600) return Math.floor(s / 60) + "m" + (s % 60 ? String(s % 60).padStart(2, "0") + "s" : "");
    return Math.floor(s / 3600) + "h" + String(Math.floor((s % 3600) / 60)).padStart(2, "0") + "m";
  }

  // For axes: 1, 2 and 5 of a unit need no decimals.
  function tick_duration(ns) {
    const units = [[1e9, "s"], [1e6, "ms"], [1e3, "us"], [1, "ns"]];
    if (ns === 0) return "0";
    for (const [size, unit] of units) if (ns >= size) return +(ns / size).toPrecision(3) + unit;
    return ns + "ns";
  }

  function instant(s) {
    const whole = Math.floor(s);
    const two = (n) => String(n).padStart(2, "0");
    if (whole >= 3600) return Math.floor(whole / 3600) + ":" + two(Math.floor((whole % 3600) / 60)) + ":" + two(whole % 60);
    return Math.floor(whole / 60) + ":" + two(whole % 60);
  }

  function rate(value) {
    if (value === null || value === undefined) return "–";
    return (value >= 999.95 ? Math.round(value).toLocaleString("en") : value === 0 ? "0" : value.toFixed(value < 1 ? 3 : 1)) + "/s";
  }

  // x of the spectrum back to a percentile: 1000 is 99.9 %.
  const percent = (x) => +(100 * (1 - 1 / x)).toFixed(Math.max(0, Math.ceil(Math.log10(x)) - 1)) + " %";

  // ---- drawing ----

  // A value holds for the whole of its stretch, so it is drawn as one: a level line, joined to its neighbour if that follows at once.
  // Lines between midpoints would invent a slope, and a lone value between two gaps would not show at all. Unjoined
  // levels read as marks: for what jumps about, as a maximum does.
  function levels(lengths, joined) {
    return (u, series) => {
      const xs = u.data[0];
      const ys = u.data[series];
      const path = new Path2D();
      const scale = u.series[series].scale;
      let end = null;
      for (let i = 0; i < xs.length; i++) {
        if (ys[i] === null || ys[i] === undefined) { end = null; continue; }
        const left = u.valToPos(xs[i], "x", true);
        const right = u.valToPos(xs[i] + lengths[i], "x", true);
        const y = u.valToPos(ys[i], scale, true);
        if (joined && end !== null && left - end <= 1.5) path.lineTo(end, y);
        else path.moveTo(left, y);
        path.lineTo(right, y);
        end = right;
      }
      return { stroke: path, fill: null, clip: null, band: null, gaps: null, flags: 0 };
    };
  }

  function fill_between(u, lengths, upper, lower) {
    u.ctx.fillStyle = colour("gap");
    for (let i = 0; i < u.data[0].length; i++) {
      const high = u.data[upper][i];
      const low = u.data[lower][i];
      if (!(high > low)) continue;
      const left = u.valToPos(u.data[0][i], "x", true);
      const top = u.valToPos(high, "y", true);
      u.ctx.fillRect(left, top, u.valToPos(u.data[0][i] + lengths[i], "x", true) - left, u.valToPos(low, "y", true) - top);
    }
  }

  const font = (px) => px * devicePixelRatio + "px system-ui, sans-serif";

  // As much of a text as has room; the whole of it stands in the legend.
  function fitted(u, text, room) {
    if (u.ctx.measureText(text).width <= room) return text;
    let kept = text.length - 1;
    while (kept > 1 && u.ctx.measureText(text.slice(0, kept) + "…").width > room) kept--;
    return text.slice(0, kept).trimEnd() + "…";
  }

  // The name of each line beside its end, moved apart where two would overlap.
  function label_ends(u, labels) {
    const places = [];
    for (let s = 1; s < u.series.length; s++) {
      if (!u.series[s].show || !labels[s - 1]) continue;
      let last = u.data[s].length - 1;
      while (last >= 0 && (u.data[s][last] === null || u.data[s][last] === undefined)) last--;
      if (last < 0) continue;
      places.push({ y: u.valToPos(u.data[s][last], u.series[s].scale, true), text: labels[s - 1], colour: u.series[s].stroke() });
    }
    const gap = 14 * devicePixelRatio;
    places.sort((a, b) => a.y - b.y);
    for (let i = 1; i < places.length; i++) places[i].y = Math.max(places[i].y, places[i - 1].y + gap);
    const bottom = u.bbox.top + u.bbox.height;
    for (let i = places.length - 1; i >= 0; i--) places[i].y = Math.min(places[i].y, bottom - (places.length - 1 - i) * gap);
    u.ctx.font = font(12);
    u.ctx.textAlign = "left";
    u.ctx.textBaseline = "middle";
    const right = u.bbox.left + u.bbox.width;
    for (const place of places) {
      u.ctx.fillStyle = place.colour;
      u.ctx.fillRect(right + 4 * devicePixelRatio, place.y - devicePixelRatio, 10 * devicePixelRatio, 3 * devicePixelRatio);
      u.ctx.fillStyle = colour("ink"); // a line needs less contrast with the paper than letters do
      u.ctx.fillText(fitted(u, place.text, u.ctx.canvas.width - right - 20 * devicePixelRatio), right + 18 * devicePixelRatio, place.y);
    }
  }

  // ---- axes ----

  // 1, 2, 5, 10, ... between two limits; whole decades only when there are many.
  function rungs(low, high) {
    const steps = Math.log10(high / low) > 3.5 ? [1] : [1, 2, 5];
    const out = [];
    for (let decade = Math.pow(10, Math.floor(Math.log10(low))); decade <= high; decade *= 10)
      for (const step of steps) {
        const value = +(decade * step).toPrecision(6);
        if (value >= low * 0.999 && value <= high * 1.001) out.push(value);
      }
    return out;
  }

  function log_range(u, low, high) {
    if (!(low > 0)) return [1e6, 1e9];
    const down = Math.pow(10, Math.floor(Math.log10(low)));
    const up = Math.pow(10, Math.floor(Math.log10(high)));
    const floor = [5, 2, 1].map((n) => n * down).find((v) => v <= low);
    const ceiling = [1, 2, 5, 10, 20].map((n) => +(n * up).toPrecision(6)).find((v) => v > high * 1.02);
    return [floor, ceiling];
  }

  function axis(more) {
    return Object.assign({
      stroke: () => colour("soft"),
      font: "12px system-ui, sans-serif",
      grid: { stroke: () => colour("line"), width: 1 },
      ticks: { stroke: () => colour("line"), width: 1, size: 5 },
    }, more);
  }

  // Of several charts one above the other only the lowest names the instants.
  const time_axis = (named) => axis({
    incrs: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400],
    values: (u, splits, s, space, step) => splits.map((v) => (!named ? "" : step < 1 ? +v.toFixed(2) + "s" : instant(v))),
    space: 56,
    size: named ? 30 : 10,
  });

  /// Options of a chart over the time of the run: its marks, a cursor that moves with those of all others. `more`: {series (the lines; the
  /// instants come before them by themselves), y, y_axis, draw_axes (what is drawn between axes and lines), stacked (another chart stands
  /// below it), unnamed (the chart above names the marks), covered (what is drawn covers its ground, so marks stand in front of it)}.
  function over_time(more) {
    const marks = rushhour.marks;
    const rules = (u) => marks.rule(u, more.covered);
    const names = more.unnamed ? [] : [marks.name];
    return {
      series: [{ label: "at", value: (u, v) => (v === null ? "–" : instant(v)) }].concat(more.series),
      scales: { x: { time: false, range: () => [0, Math.max(page.end_s, 0.001)] }, y: more.y },
      axes: [time_axis(!more.stacked), more.y_axis],
      cursor: { sync: { key: "time", setSeries: false, scales: ["x", null] }, points: { show: false } },
      hooks: {
        drawClear: more.covered ? [] : [marks.shade],
        drawAxes: (more.covered ? [] : [rules]).concat(more.draw_axes || []),
        draw: (more.covered ? [rules] : []).concat(names),
      },
    };
  }

  // Where the axis lies flat and is short, decades alone have room.
  function log_splits(u, scale) {
    const all = rungs(u.scales[scale].min, u.scales[scale].max);
    const room = scale === "x" ? (u.width - 90) / 46 : all.length;
    return all.length <= room ? all : all.filter((value) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9);
  }

  const log_axis = (scale = "y") => axis({
    splits: (u) => log_splits(u, scale),
    filter: (u, splits) => splits,
    values: (u, splits) => splits.map(tick_duration),
    size: 58,
  });

  function line(label, name, width, dash, value, more) {
    return Object.assign({
      label: label,
      look: name,
      stroke: () => colour(name),
      width: width,
      dash: dash,
      points: { show: false },
      value: (u, v) => value(v),
      spanGaps: false,
    }, more);
  }

  // ---- the charts ----

  /// A drawer says how the panel `id` is drawn: `build(data, width)` gives what uPlot needs, {values, labels, options}, or several of
  /// them to stand one above the other, or null where there is too little. Besides: `title` above it, `height` in CSS pixels if not that of
  /// the panel, `holds` if a value stands for the time until the next one, `readout(u, index)` for words of its own instead of each line's
  /// value, `after(place)` to put something below it.
  function panel(id, height, build) {
    const nothing = { place: null, drawing: null, legend: null, built: [], plots: [] };
    charts.push(Object.assign({ id: id, height: height, build: build, hidden: new Set() }, nothing));
  }

  /// `put_on()` gives what stands on the page what only script can: buttons that sort, a way to copy. Called for the page as it opens and
  /// whenever sections of it were replaced, so it leaves alone what is dressed already.
  function dress(put_on) { dressers.push(put_on); }

  // The place may come and go with its section while a run goes on.
  function attach(chart) {
    if (chart.place !== null && chart.place.isConnected) return true;
    chart.place = document.getElementById(chart.id + "-chart");
    if (chart.place === null) return false;
    chart.drawing = chart.place.querySelector(".drawing");
    chart.legend = document.createElement("div");
    chart.legend.className = "legend";
    chart.place.appendChild(chart.legend);
    return true;
  }

  function redraw(chart) {
    if (!attach(chart)) return;
    chart.plots.forEach((plot) => plot.destroy());
    chart.plots = [];
    chart.drawing.replaceChildren();
    const width = printing ? paper : Math.floor(chart.drawing.clientWidth);
    const own = page.panels[chart.id];
    const built = width > 0 && !scriptless && own ? chart.build(own, width) : null;
    chart.place.classList.toggle("none", built === null);
    chart.drawing.tabIndex = built === null ? -1 : 0;
    if (built === null) {
      const words = document.createElement("p");
      words.className = "empty";
      words.textContent = scriptless ? "The charts could not be drawn." : "Too few samples to draw.";
      chart.drawing.appendChild(words);
      chart.legend.replaceChildren();
      return;
    }
    chart.built = [].concat(built);
    chart.built.forEach((one, which) => draw_one(chart, one, which, width));
    rushhour.legends.show(chart);
  }

  function draw_one(chart, one, which, width) {
    if (one.title) {
      const title = document.createElement("p");
      title.className = "strip-title";
      title.textContent = one.title;
      chart.drawing.appendChild(title);
    }
    const options = Object.assign({
      width: width,
      height: one.height || chart.height,
      padding: [10, width < narrow ? 12 : 118, 0, 0],
      legend: { show: false },
    }, one.options);
    options.cursor = Object.assign({ y: false, drag: { x: false, y: false } }, one.options.cursor);
    options.series.forEach((series) => { if (chart.hidden.has(series.label)) series.show = false; });
    if (width >= narrow) options.hooks.draw.push((u) => label_ends(u, one.labels));
    options.hooks.setCursor = [() => rushhour.legends.say(chart, which)];
    chart.plots.push(new uPlot(options, one.values, chart.drawing));
    if (one.after) one.after(chart.drawing);
  }

  // Rarer percentiles are darker; lines of one colour differ in their dashes. The same percentile looks the same in every report.
  function look_of(percentile) {
    if (percentile >= 100) return ["line-max", 2, undefined];
    if (percentile <= 50) return ["line-1", 2, undefined];
    if (percentile < 99) return ["line-2", 2, percentile > 90 ? [2, 3] : [7, 3]];
    if (percentile === 99) return ["line-3", 2.5, undefined];
    return ["line-4", 2, percentile > 99.9 ? [2, 3] : [7, 3]];
  }

  // ---- when to draw ----

  // Canvases know nothing of style sheets: a new scheme, width or pixel ratio means drawing again.
  const all_again = () => charts.forEach(redraw);

  // Takes new data for the panels named in it; a live page calls it as the run goes on, after it has put new sections in place.
  function update(frame) {
    Object.assign(page, frame, { panels: Object.assign(page.panels, frame.panels) });
    dressers.forEach((put_on) => put_on());
    charts.forEach((chart) => { if (frame.panels[chart.id]) redraw(chart); });
  }

  let drawn_at = window.innerWidth;
  let waiting = 0;
  window.addEventListener("resize", () => {
    if (window.innerWidth === drawn_at) return;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => { drawn_at = window.innerWidth; all_again(); });
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all_again);
  document.addEventListener("DOMContentLoaded", () => { dressers.forEach((put_on) => put_on()); all_again(); });

  // Paper is light, and as wide as A4 leaves room for.
  window.addEventListener("beforeprint", () => {
    if (printing) return;
    printing = true;
    theme_before = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = "light";
    all_again();
  });
  window.addEventListener("afterprint", () => {
    printing = false;
    if (theme_before === undefined) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme_before;
    all_again();
  });

  window.rushhour = {
    page, panel, dress, update, all_again, colour, duration, tick_duration, instant, rate, percent, levels,
    fill_between, font, axis, over_time, log_axis, log_range, rungs, line, look_of,
  };
})();
