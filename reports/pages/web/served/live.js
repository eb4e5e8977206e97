// The page of a run that goes on. The server says what changed; only that is replaced, so what a reader has opened, scrolled to or
// selected stays; tables.js keeps their order. HTML comes from the server with every name in it escaped, and the page's policy runs no
// script but this one.
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

  function replace(element, html) {
    if (shown.get(element) === html) return;
    if (selected_in(element)) { waiting.set(element, html); return; }
    const open = [...element.querySelectorAll("details")].map((one) => one.open);
    const scrolled = [...element.querySelectorAll(".scroll")].map((one) => [one.scrollLeft, one.scrollTop]);
    element.innerHTML = html;
    shown.set(element, html);
    element.querySelectorAll("details").forEach((one, i) => { one.open = open[i] || one.open; });
    element.querySelectorAll(".scroll").forEach((one, i) => { if (scrolled[i]) [one.scrollLeft, one.scrollTop] = scrolled[i]; });
  }

  const say = (element, words) => { if (element.textContent !== words && !selected_in(element)) element.textContent = words; };

  // Parts of a section are the same if they are of one kind; there is at most one of each.
  const kind_of = (part) => part.tagName + "." + part.className.split(" ")[0];

  function show_panel(id, html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const fresh = template.content.firstElementChild;
    const section = at(id);
    if (section === null) {
      for (const part of fresh.children) shown.set(part, part.innerHTML);
      at("content").appendChild(fresh);
      return;
    }
    const parts = new Map([...section.children].map((part) => [kind_of(part), part]));
    let before = null;
    for (const part of [...fresh.children]) {
      const there = parts.get(kind_of(part));
      parts.delete(kind_of(part));
      if (there === undefined) {
        shown.set(part, part.innerHTML);
        section.insertBefore(part, before === null ? section.firstChild : before.nextSibling);
        before = part;
        continue;
      }
      if (there.classList.contains("chart"))
        there.querySelector(".drawing").setAttribute("aria-label", part.querySelector(".drawing").getAttribute("aria-label") || "");
      else
        replace(there, part.innerHTML);
      before = there;
    }
    for (const gone of parts.values()) gone.remove();
  }

  function put_in_order(order) {
    const panels = at("content");
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
    if (frame.panels) for (const [id, panel] of Object.entries(frame.panels)) show_panel(id, panel.html);
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
