// What stands below a drawing: a button for each line, and the values under the cursor, which keys move too. Its drawing is one picture to
// those who do not see it, so nothing that can be pressed stands inside of it.
{
  const how_to_read = "Point at the drawing, or focus it and press an arrow key, to read a value.";

  // A button for each line, which hides it; made anew only if the lines are others, so that a live page leaves the focus where it is.
  function show(chart) {
    if (!chart.steered) steer_by_keys(chart);
    const names = JSON.stringify(chart.plots.map((plot) => plot.series.map((series) => series.label)));
    if (chart.names === names && chart.legend.childElementCount > 0) return;
    chart.names = names;
    chart.legend.replaceChildren(...chart.plots.map((plot, which) => {
      const group = document.createElement("div");
      const at = document.createElement("span");
      at.className = "at";
      group.appendChild(at);
      if (chart.built[which].readout) {
        group.className = "readout";
        at.textContent = how_to_read;
      } else plot.series.forEach((series, s) => { if (s > 0) group.appendChild(entry(chart, which, s)); });
      return group;
    }));
  }

  function entry(chart, which, s) {
    const series = chart.plots[which].series[s];
    const button = document.createElement("button");
    button.type = "button";
    const parts = ["marker", "name", "value"].map((name) => {
      const part = document.createElement("span");
      part.className = name;
      button.appendChild(part);
      return part;
    });
    const dash = !series.dash ? "solid" : series.dash[0] < 4 ? "dotted" : "dashed";
    parts[0].style.borderTop = "3px " + dash + " var(--" + series.look + ")";
    parts[1].textContent = series.label;
    const tell = () => button.setAttribute("aria-pressed", String(!chart.hidden.has(series.label)));
    button.addEventListener("click", () => {
      if (!chart.hidden.delete(series.label)) chart.hidden.add(series.label);
      chart.plots[which].setSeries(s, { show: !chart.hidden.has(series.label) });
      tell();
    });
    tell();
    return button;
  }

  // The index of what lies under the cursor, or null.
  function index_at(u, holds) {
    if (!holds || u.cursor.idx === null || u.cursor.idx === undefined) return u.cursor.idx;
    const at = u.posToVal(u.cursor.left, "x");
    return u.cursor.idx > 0 && u.data[0][u.cursor.idx] > at ? u.cursor.idx - 1 : u.cursor.idx;
  }

  function say(chart, which) {
    const u = chart.plots[which];
    const group = chart.legend.children[which];
    if (!u || !group) return;
    const index = index_at(u, chart.built[which].holds);
    const none = index === null || index === undefined;
    const built = chart.built[which];
    if (built.readout) {
      group.children[0].textContent = none ? how_to_read : built.readout(u, index);
      return;
    }
    group.children[0].textContent = none ? "" : u.series[0].value(u, u.data[0][index]);
    for (let s = 1; s < group.children.length; s++)
      group.children[s].lastChild.textContent = none ? "" : u.series[s].value(u, u.data[s][index]);
  }

  // With the focus on a drawing, arrows move the cursor through its values and Escape takes it away.
  function steer_by_keys(chart) {
    chart.steered = true;
    chart.drawing.addEventListener("keydown", (event) => {
      const u = chart.plots[0];
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
      const rise = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!u || (step === undefined && event.key !== "Escape" && !(rise && chart.built[0].rows))) return;
      event.preventDefault();
      chart.legend.setAttribute("aria-live", "polite");
      if (event.key === "Escape") { u.setCursor({ left: -10, top: -10 }, true, true); return; }
      const last = u.data[0].length - 1;
      const now = index_at(u, chart.built[0].holds);
      const from = now === null || now === undefined ? (step < 0 ? last + 1 : -1) : now;
      const index = Math.min(Math.max(from + (step || 0), 0), last);
      // Inside of the stretch, not on the edge that it shares with the one before.
      const left = u.valToPos(u.data[0][index], "x") + (chart.built[0].holds ? 0.6 : 0);
      const height = u.bbox.height / devicePixelRatio;
      const top = u.cursor.top >= 0 ? u.cursor.top : height / 2;
      u.setCursor({ left: left, top: Math.min(Math.max(top + (rise || 0) * (chart.built[0].rows || 0), 0), height) }, true, true);
    });
    chart.drawing.addEventListener("pointerenter", () => chart.legend.setAttribute("aria-live", "off"));
  }

  rushhour.legends = { show, say };
}
