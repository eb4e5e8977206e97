// The page of a run that goes on. The server says what changed; only that is replaced, so what a reader has opened, sorted, scrolled to
// or selected stays. HTML comes from the server with every name in it escaped, and the page's policy runs no script but this one.
{
  const at = (id) => document.getElementById(id);
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  let over = false;

  // ---- the parts of a panel ----

  function selected_in(element) {
    const selection = getSelection();
    return selection !== null && !selection.isCollapsed && element.contains(selection.anchorNode);
  }

  // What is being selected waits until it is let go; the newest text is kept beside it.
  const shown = new WeakMap();
  const waiting = new Map();
  document.addEventListener("selectionchange", () => {
    for (const [element, html] of [...waiting]) if (!selected_in(element)) { waiting.delete(element); replace(element, html); }
  });

  function opened(element) {
    return [...element.querySelectorAll("details")].map((one) => one.open);
  }

  function sorted(element) {
    const found = [];
    for (const table of element.querySelectorAll("table[id]")) {
      const column = [...table.querySelectorAll("thead th")].findIndex((th) => th.getAttribute("aria-sort"));
      if (column >= 0) found.push([table.id, column, table.querySelectorAll("thead th")[column].getAttribute("aria-sort")]);
    }
    return found;
  }

  // Whoever sorts tables makes new ones sortable when told of them, and turns to the next order at each click.
  function sort_again(before) {
    document.dispatchEvent(new Event("rushhour-tables"));
    for (const [id, column, order] of before) {
      const head = () => at(id) && at(id).querySelectorAll("thead th")[column];
      for (let tries = 0; tries < 3 && head() && head().getAttribute("aria-sort") !== order; tries++) {
        const button = head().querySelector("button") || head();
        button.click();
      }
    }
  }

  function replace(element, html) {
    if (shown.get(element) === html) return;
    if (selected_in(element)) { waiting.set(element, html); return; }
    const open = opened(element);
    const order = sorted(element);
    const scrolled = [...element.querySelectorAll(".scroll")].map((one) => [one.scrollLeft, one.scrollTop]);
    element.innerHTML = html;
    shown.set(element, html);
    element.querySelectorAll("details").forEach((one, i) => { one.open = open[i] || one.open; });
    if (order.length > 0) sort_again(order);
    else document.dispatchEvent(new Event("rushhour-tables"));
    element.querySelectorAll(".scroll").forEach((one, i) => { if (scrolled[i]) [one.scrollLeft, one.scrollTop] = scrolled[i]; });
  }

  function say(element, words) {
    if (element.textContent !== words && !selected_in(element)) element.textContent = words;
  }

  // A child of the class is made where it is missing, behind the ones before it, and taken away where there is nothing to hold.
  function child(section, tag, css, wanted) {
    let one = section.querySelector(":scope > ." + css);
    if (wanted && one === null) {
      one = document.createElement(tag);
      one.className = css;
      section.appendChild(one);
    }
    if (one !== null) one.hidden = !wanted;
    return one;
  }

  function section_of(id, panel) {
    let section = at(id);
    if (section !== null) return section;
    section = document.createElement("section");
    section.id = id;
    if (panel.title) {
      const heading = document.createElement("h2");
      heading.id = id + "-title";
      section.appendChild(heading);
      section.setAttribute("aria-labelledby", heading.id);
    } else {
      section.setAttribute("aria-label", panel.label);
    }
    child(section, "p", "finding", true);
    child(section, "div", "body", true);
    if (panel.chart) {
      const chart = document.createElement("div");
      chart.className = "chart" + (panel.chart === "-" ? "" : " " + panel.chart);
      chart.id = id + "-chart";
      chart.setAttribute("role", "img");
      section.appendChild(chart);
    }
    child(section, "p", "note", true);
    const details = child(section, "details", "figures", true);
    const summary = document.createElement("summary");
    summary.textContent = "Figures";
    const table = document.createElement("div");
    table.className = "table";
    details.append(summary, table);
    at("panels").appendChild(section);
    return section;
  }

  function show_panel(id, panel) {
    const section = section_of(id, panel);
    if (panel.title) say(at(id + "-title"), panel.title);
    say(child(section, "p", "finding", panel.finding !== ""), panel.finding);
    replace(child(section, "div", "body", true), panel.body);
    if (panel.chart) at(id + "-chart").setAttribute("aria-label", panel.label + " " + panel.finding);
    say(child(section, "p", "note", panel.note !== ""), panel.note);
    replace(child(section, "details", "figures", panel.table !== "").querySelector(".table"), panel.table);
  }

  function put_in_order(order) {
    const panels = at("panels");
    for (const section of [...panels.children]) if (!order.includes(section.id)) section.remove();
    order.forEach((id, i) => {
      const section = at(id);
      if (section !== null && panels.children[i] !== section) panels.insertBefore(section, panels.children[i] || null);
    });
  }

  // ---- the top of the page ----

  function show_strip(items) {
    const strip = at("strip");
    while (strip.children.length > items.length) strip.lastElementChild.remove();
    items.forEach((item, i) => {
      if (strip.children.length <= i) {
        const place = document.createElement("div");
        const value = document.createElement("dd");
        value.append(document.createElement("b"), document.createElement("span"));
        place.append(document.createElement("dt"), value);
        strip.appendChild(place);
      }
      const place = strip.children[i];
      say(place.querySelector("dt"), item.title);
      say(place.querySelector("b"), item.value);
      say(place.querySelector("span"), item.below);
    });
    at("now").hidden = items.length === 0;
  }

  function show_now(now) {
    at("banner").className = "banner " + now.look;
    say(at("words"), now.words);
    document.title = now.words;
    const reasons = at("reasons");
    if (JSON.stringify(now.reasons) !== reasons.dataset.said) {
      reasons.dataset.said = JSON.stringify(now.reasons);
      reasons.replaceChildren(...now.reasons.map((text) => {
        const words = document.createElement("p");
        words.className = "why";
        words.textContent = text;
        return words;
      }));
    }
    show_strip(now.strip);
    over = now.state === "over";
    if (!over) return;
    at("controls").hidden = true;
    const where = document.createElement("p");
    where.className = "why";
    where.id = "report";
    where.textContent = "The run is over. Its report stands in its directory: " + now.report;
    reasons.appendChild(where);
  }

  // ---- what the server says ----

  function take(frame) {
    if (frame.panels) for (const [id, panel] of Object.entries(frame.panels)) show_panel(id, panel);
    if (frame.order) put_in_order(frame.order);
    const data = {};
    if (frame.panels) for (const [id, panel] of Object.entries(frame.panels)) if (panel.data !== null) data[id] = panel.data;
    if (frame.panels || frame.frame) rushhour.update(Object.assign({}, frame.frame || {}, { panels: data }));
    if (frame.now) show_now(frame.now);
  }

  const events = new EventSource("/events");
  events.onmessage = (message) => {
    at("lost").hidden = true;
    take(JSON.parse(message.data));
    if (over) events.close();
  };
  events.onerror = () => {
    if (over) return;
    at("lost").hidden = false;
    if (events.readyState === EventSource.CLOSED) at("lost").textContent = "The connection to the run is lost, and the run may be over.";
  };

  // ---- stop and rate ----

  async function ask(what, body, done) {
    const heard = at("heard");
    try {
      const answer = await fetch(what, { method: "POST", headers: { Authorization: "Bearer " + token }, body: body });
      heard.textContent = answer.ok ? done : (await answer.text()).trim();
    } catch (error) {
      heard.textContent = "The run could not be reached.";
    }
  }

  function sure(open) {
    at("sure").hidden = !open;
    at("stop").hidden = open;
    (open ? at("rather-not") : at("stop")).focus();
  }

  if (token) {
    at("controls").hidden = false;
    at("stop").addEventListener("click", () => sure(true));
    at("rather-not").addEventListener("click", () => sure(false));
    at("really").addEventListener("click", () => {
      sure(false);
      ask("/stop", "", "The run was asked to stop.");
    });
    at("controls").addEventListener("submit", (event) => {
      event.preventDefault();
      ask("/rate", at("factor").value, "The load is to be " + at("factor").value + " times the plan's.");
    });
  }
}
