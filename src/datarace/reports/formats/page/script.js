"use strict";
(() => {
const data = JSON.parse(document.getElementById("data").textContent);
const races = data.races;
const $ = id => document.getElementById(id);

// Makes an element: el("p", {class: "x", onclick: f}, "text", child, ...). Texts stay texts; only html: takes markup, of our highlighter.
function el(name, given, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(given || {})) {
    if (value === false || value === null || value === undefined) continue;
    if (key === "html") node.innerHTML = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter(child => child !== null && child !== undefined && child !== ""));
  return node;
}

function svg(name, given, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(given || {})) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const frameOf = number => {
  const [file, line, name, column, width, source, module, standard] = data.frames[number];
  return {file, line, name, column, width, source, module, standard};
};
const place = frame => frame.line ? `${frame.file}:${frame.line}` : frame.file;
const ownFrame = access => access.own >= 0 ? frameOf(access.stack[access.own]) : null;
const capital = text => text.charAt(0).toUpperCase() + text.slice(1);
const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const bare = text => text.replace(/ at 0x[0-9a-f]+/g, "");

// ---- light and dark ----------------------------------------------------------------------------------------------

const dark = window.matchMedia("(prefers-color-scheme: dark)");
let chosen = null;
try { chosen = localStorage.getItem("datarace-theme"); } catch { /* files may have no storage */ }
function dress() { document.documentElement.dataset.theme = chosen || (dark.matches ? "dark" : "light"); }
dress();
dark.addEventListener("change", dress);
$("theme").addEventListener("click", () => {
  chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  try { localStorage.setItem("datarace-theme", chosen); } catch { /* as above */ }
  dress();
});

// ---- the list ----------------------------------------------------------------------------------------------------

const items = races.map((race, index) => {
  const [one, other] = [ownFrame(race.current), ownFrame(race.previous)];
  const places = [...new Set([one, other].filter(Boolean).map(place))].join("  ↔  ");
  const item = el("button", {class: "item", type: "button", onclick: () => show(index, true)},
    el("div", {class: "line1"},
      el("span", {class: `badge ${race.known ? "known" : race.level}`}, race.kind),
      race.known ? el("span", {class: "badge known"}, "known") : null,
      race.count > 1 ? el("span", {class: "times"}, `${race.count} ×`) : null),
    el("div", {class: "what"}, bare(race.location)),
    el("div", {class: "where", title: places}, places || "no frame is known"));
  const stacks = [race.current, race.previous].flatMap(access => access.stack).map(frameOf);
  race.text = [race.kind, race.level, race.location, race.id, race.process, race.current.task.name, race.previous.task.name,
    ...stacks.map(frame => `${frame.file}:${frame.line} ${frame.name} ${frame.source}`)].join("\n").toLowerCase();
  return item;
});
$("list").append(...items);
const nothing = el("div", {class: "empty", hidden: true});
$("list").append(nothing);

const counted = values => {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
};
$("module").append(el("option", {value: ""}, "all modules"),
  ...counted(races.flatMap(race => race.modules)).map(([name, count]) => el("option", {value: name}, `${name} (${count})`)));
const kinds = new Set();
const chips = counted(races.map(race => race.kind)).map(([kind, count]) => el("button", {
  class: "chip", type: "button", "aria-pressed": "false", "data-kind": kind,
  onclick: event => {
    if (!kinds.delete(kind)) kinds.add(kind);
    event.currentTarget.setAttribute("aria-pressed", String(kinds.has(kind)));
    filter();
  }}, kind, el("b", {}, String(count))));
if (chips.length > 1) $("kinds").append(...chips);

let visible = [];
function filter() {
  const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const module = $("module").value, level = $("level").value;
  visible = [];
  races.forEach((race, index) => {
    const fits = (!kinds.size || kinds.has(race.kind))
      && (!module || race.modules.includes(module))
      && (!level || (level === "known" ? race.known : level === "new" ? !race.known : race.level === level))
      && words.every(word => race.text.includes(word));
    items[index].hidden = !fits;
    if (fits) visible.push(index);
  });
  $("shown").textContent = visible.length === races.length ? plural(races.length, "race")
    : `${visible.length} of ${plural(races.length, "race")}`;
  nothing.hidden = visible.length > 0;
  nothing.textContent = races.length ? "No race fits." : "No data race was found.";
}
for (const id of ["search", "module", "level"]) $(id).addEventListener("input", filter);
filter();

// ---- one race ----------------------------------------------------------------------------------------------------

function sourceLine(file, number, html, frame) {
  const line = el("span", {class: "s"}, el("span", {html: html || " "}));
  const hit = frame && number === frame.line;
  // A column of a line with tabs is not where its number says.
  if (hit && frame.width && !frame.source.includes("\t") && line.textContent.trimEnd().length < frame.column + frame.width + 400) {
    line.prepend(el("span", {class: "mark", style: `left:${frame.column - 1}ch;width:${frame.width}ch`}));
  }
  return el("div", {class: hit ? "l hit" : "l"}, el("span", {class: "n"}, String(number)), line);
}

function code(frame) {
  const lines = data.sources[frame.file] || {};
  const numbers = Object.keys(lines).map(Number).filter(number => Math.abs(number - frame.line) <= 3).sort((a, b) => a - b);
  const box = el("div", {class: "code"});
  if (numbers.includes(frame.line)) {
    // Not from the blank lines before and after.
    const filled = number => lines[number].trim() !== "";
    while (!filled(numbers[0]) && numbers[0] < frame.line) numbers.shift();
    while (!filled(numbers[numbers.length - 1]) && numbers[numbers.length - 1] > frame.line) numbers.pop();
    box.append(...numbers.map(number => sourceLine(frame.file, number, lines[number], frame)));
  } else if (frame.source) {
    box.append(el("div", {class: "l hit"}, el("span", {class: "n"}, String(frame.line)), el("span", {class: "s"}, frame.source)));
  } else {
    return el("div", {class: "note"}, "There is no source of it.");
  }
  return box;
}

function frameBox(frame, open) {
  const box = el("details", {class: frame.standard ? "frame standard" : "frame"},
    el("summary", {},
      el("span", {class: "function"}, frame.name.endsWith(">") ? frame.name : `${frame.name}()`),
      el("span", {class: "at"}, place(frame))));
  const fill = () => { if (box.open && box.children.length === 1) box.append(code(frame)); };
  box.addEventListener("toggle", fill);
  if (open) { box.open = true; fill(); }
  return box;
}

// A stack; frames of the standard library in a row are folded, and so are the repetitions of deep recursion.
function stackBox(stack, own) {
  const nodes = [];
  for (let i = 0; i < stack.length;) {
    let j = i;
    while (j < stack.length && j !== own && frameOf(stack[j]).standard) j++;
    if (j - i > 1) {
      const hidden = stack.slice(i, j).map(number => frameBox(frameOf(number), false));
      const button = el("button", {class: "fold", type: "button", onclick: () => button.replaceWith(...hidden)},
        `… ${j - i} frames of the standard library`);
      nodes.push(button);
      i = j;
      continue;
    }
    let same = i + 1;
    while (same < stack.length && stack[same] === stack[i]) same++;
    nodes.push(frameBox(frameOf(stack[i]), i === own));
    if (same - i > 3) {
      nodes.push(el("div", {class: "note"}, `the same frame ${same - i - 1} more times`));
      i = same;
    } else {
      i++;
    }
  }
  return nodes.length ? nodes : [el("div", {class: "note"}, "No frame is known.")];
}

const verbOf = access => access.operation ? `${access.operation}()` : access.update ? "update" : access.write ? "write" : "read";

function lockChips(access, other) {
  if (!access.locks.length) return el("div", {class: "locks"}, el("span", {class: "lock none"}, "holding no lock"));
  const others = new Set(other.locks.map(lock => lock.address));
  return el("div", {class: "locks"}, "holding", access.locks.map(lock => el("span",
    {class: others.has(lock.address) ? "lock shared" : "lock", title: `lock ${lock.address}`},
    `${lock.owner ? `lock of ${lock.owner}` : lock.at ? `lock made at ${lock.at}` : "a lock older than the detector"}`)));
}

function side(access, other, name, first) {
  return el("section", {class: `card side ${name}`},
    el("h3", {}, el("span", {class: "verb"}, `${first ? "Previous " : ""}${access.write ? "write" : "read"}`.replace(/^./, c => c.toUpperCase())),
      access.operation ? ` (${access.operation}())` : "", " by ", el("span", {class: "who"}, access.task.name)),
    lockChips(access, other),
    access.finalizing.map(text => el("div", {class: "note"}, text)),
    stackBox(access.stack, access.own));
}

function prose(text) {
  // Backticks mark code in what the table of kinds says.
  return text.split("`").map((part, i) => i % 2 ? el("code", {}, part) : part);
}

function lessonBox(race) {
  const lesson = data.lessons[race.kind];
  if (!lesson) return null;
  return el("details", {class: "lesson"},
    el("summary", {}, `What is a ${race.kind}, and how is it mended?`),
    el("div", {class: "body"},
      el("div", {}, el("p", {}, el("b", {}, `${lesson.title}.`)), lesson.what.map(text => el("p", {}, prose(text))),
        el("pre", {class: "code wrong"}, el("code", {html: lesson.program}))),
      el("div", {}, el("p", {}, el("b", {}, "How to mend it.")), lesson.mend.map(text => el("p", {}, prose(text))),
        el("pre", {class: "code right"}, el("code", {html: lesson.mended})))));
}

function more(title, stack, open) {
  return el("details", {open}, el("summary", {class: "group"}, title), el("div", {class: "quietly"}, stackBox(stack, stack.findIndex(n => !frameOf(n).standard))));
}

function moreBox(race) {
  const groups = [];
  const tasks = new Map([race.previous.task, race.current.task].map(task => [task.name, task]));
  for (const task of tasks.values()) {
    const state = task.finished ? "finished" : "running";
    if (task.created.length) groups.push(more(`${capital(task.name)} (${state}) was started here`, task.created));
    else if (!task.main) groups.push(el("div", {class: "note"}, `${capital(task.name)} (${state}) was not started from Python`));
  }
  const locks = new Map([...race.previous.locks, ...race.current.locks].map(lock => [lock.address, lock]));
  for (const lock of locks.values()) if (lock.created.length) groups.push(more(`The lock ${lock.address} was made here`, lock.created));
  if (race.created.length) groups.push(more(`${race.what[2]} was made here`, race.created));
  return groups.length ? el("section", {class: "card more"}, groups) : null;
}

// ---- the picture -------------------------------------------------------------------------------------------------

// Two lanes, time goes down: where the tasks were started, their last synchronisation, the two accesses, and between these the order that is missing.
function picture(race, width) {
  const narrow = width < 520;
  const lanes = {a: narrow ? 20 : width * .25, b: narrow ? width - 20 : width * .75};
  const size = narrow ? 12 : 13;
  const ink = "var(--ink)", soft = "var(--soft)", bad = race.level === "error" ? "var(--error)" : "var(--warning)";
  const color = {a: "var(--lane-a)", b: "var(--lane-b)"};
  const [a, b] = [race.previous, race.current];
  const root = svg("svg", {role: "img"});
  const perCharacter = size * .56;
  const fit = (text, room) => {
    const most = Math.max(Math.floor(room / perCharacter), 6);
    if (text.length <= most) return text;
    // Of a place the end says most: the name of the file and the line.
    const head = /:\d+$/.test(text) ? Math.floor(most * .4) : most - 1;
    return text.slice(0, head) + "…" + text.slice(text.length - (most - 1 - head));
  };
  const label = (x, y, text, given) => svg("text", {x, y, "font-size": size, fill: ink, ...given}, text);
  // Beside a lane: outwards where there is room, else inwards.
  const beside = name => (name === "a") === narrow ? {dx: 14, anchor: "start"} : {dx: -14, anchor: "end"};
  const room = narrow ? width - 80 : width * .25 - 26;
  const say = (name, y, text, given) => {
    const at = beside(name);
    return label(lanes[name] + at.dx, y, fit(text, room), {"text-anchor": at.anchor, ...given});
  };

  let y = 26;
  const heads = [];
  for (const [name, access, extra] of [["a", a, "earlier"], ["b", b, "later"]]) {
    const text = fit(access.task.name, narrow ? width / 2 - 30 : width * .44);
    const half = text.length * perCharacter / 2 + 12;
    const middle = Math.min(Math.max(lanes[name], half + 2), width - half - 2);
    heads.push(svg("rect", {x: middle - half, y: y - 18, width: 2 * half, height: 26, rx: 13, fill: color[name], opacity: .14}),
      label(middle, y, text, {"text-anchor": "middle", "font-weight": 600, fill: color[name]}));
  }
  y += 26;
  const top = y - 16;
  const nodes = [];
  const dot = (name, at, radius, fill) => nodes.push(svg("circle", {cx: lanes[name], cy: at, r: radius, fill: fill || color[name]}));
  const arrow = (from, y1, to, y2, given) => {
    const sign = lanes[to] > lanes[from] ? 1 : -1;
    const [x1, x2] = [lanes[from] + 9 * sign, lanes[to] - 10 * sign];
    nodes.push(svg("line", {x1, y1, x2, y2, "stroke-width": 1.8, ...given}));
    const angle = Math.atan2(y2 - y1, x2 - x1), turn = d => [x2 - 9 * Math.cos(angle + d), y2 - 9 * Math.sin(angle + d)].join(",");
    nodes.push(svg("path", {d: `M${x2},${y2} L${turn(.42)} M${x2},${y2} L${turn(-.42)}`, fill: "none", "stroke-width": 1.8, stroke: given.stroke}));
    return [(x1 + x2) / 2, (y1 + y2) / 2];
  };
  const middle = (at, text, given) => {
    const shown = fit(text, narrow ? width - 70 : width * .5 - 40), half = shown.length * perCharacter / 2 + 6;
    nodes.push(svg("rect", {x: width / 2 - half, y: at - size, width: 2 * half, height: size + 8, rx: 5, fill: "var(--card)"}),
      label(width / 2, at, shown, {"text-anchor": "middle", fill: soft, ...given}));
  };
  const end = {a: 0, b: 0};

  // Where they were started.
  const started = [["a", a], ["b", b]].filter(([, access]) => access.task.at);
  for (const [name, access] of started) {
    dot(name, y, 4);
    if (narrow && name === "b") y += 20;
    nodes.push(say(name, y + 4, `started at ${access.task.at}`, {fill: soft}));
  }
  y += started.length ? 40 : 14;

  if (race.meeting === null && race.kind === "split-update") {
    dot("b", y, 5);
    nodes.push(say("b", y + 4, "reads, and gives the lock back", {fill: soft}));
    y += 44;
  } else if (race.meeting && race.meeting[0] !== "start") {
    // The last synchronisation: what orders something of the one before something of the other.
    const [how, where] = race.meeting;
    dot("a", y, 5, "var(--good)");
    nodes.push(say("a", y + 4, how === "lock" && !narrow ? "gives the lock back" : "", {fill: soft}));
    const [, at] = arrow("a", y, "b", y + 34, {stroke: "var(--good)"});
    dot("b", y + 34, 5, "var(--good)");
    nodes.push(say("b", y + 38, how === "lock" && !narrow ? "takes it" : "", {fill: soft}));
    middle(narrow ? at - 10 : at + 4, how !== "lock" ? "last synchronised here" : `last ordered by ${narrow ? "" : "the "}lock ${narrow ? "of" : "made at"} ${where}`,
      {fill: "var(--good)"});
    y += 34 + 46;
  } else if (race.meeting) {
    middle(y - 6, narrow ? "no order since the start" : "no synchronisation between the two since the start", {});
    y += 28;
  }

  const access = (name, one, at) => {
    const own = ownFrame(one);
    nodes.push(svg("circle", {cx: lanes[name], cy: at, r: 8, fill: "var(--card)", stroke: bad, "stroke-width": 2.5}), svg("circle", {cx: lanes[name], cy: at, r: 3.5, fill: bad}));
    const lines = [[capital(verbOf(one)), {"font-weight": 700}], [own ? place(own) : "", {fill: soft}],
      [one.locks.length ? `with lock of ${one.locks.map(lock => lock.at || lock.owner || "long ago").join(", ")}` : "no lock", {fill: soft}]];
    // On a narrow page the text is inside, where the arrow is: above its beginning, and below its end.
    const line = size + 5, from = !narrow ? at - 8 : name === "a" ? at - 12 - 2 * line : at + 8 + line;
    lines.forEach(([text, given], i) => nodes.push(say(name, from + i * line, text, given)));
  };
  const first = y + (narrow ? 44 : 14), second = first + 84;
  access("a", a, first);
  access("b", b, second);
  if (race.kind === "split-update") {
    const [, at] = arrow("a", first, "b", second, {stroke: bad});
    middle(at + 4, "overwritten: the update is lost", {fill: bad, "font-weight": 600});
  } else {
    const [x, at] = arrow("a", first, "b", second, {stroke: bad, "stroke-dasharray": "6 5"});
    nodes.push(svg("circle", {cx: x, cy: at, r: 11, fill: "var(--card)", stroke: bad, "stroke-width": 2}),
      svg("path", {d: `M${x - 4},${at - 4} l8,8 M${x + 4},${at - 4} l-8,8`, stroke: bad, "stroke-width": 2}));
    const text = narrow ? "not ordered" : "nothing orders these two";
    nodes.push(label(x, at - (narrow ? 30 : 34), text, {"text-anchor": "middle", fill: bad, "font-weight": 600}));
  }
  y = second + (narrow ? 72 : 36);
  end.a = end.b = y;
  const rails = [["a", a], ["b", b]].flatMap(([name, one]) => {
    const marks = [svg("line", {x1: lanes[name], y1: top, x2: lanes[name], y2: end[name], stroke: color[name], "stroke-width": 2.5, opacity: .55})];
    if (one.task.finished) marks.push(svg("line", {x1: lanes[name] - 8, y1: end[name], x2: lanes[name] + 8, y2: end[name], stroke: color[name], "stroke-width": 2.5}));
    return marks;
  });
  root.setAttribute("viewBox", `0 0 ${width} ${y + 14}`);
  root.append(svg("title", {}, `${a.task.name}: ${verbOf(a)}; ${b.task.name}: ${verbOf(b)}; nothing orders the two`), ...rails, ...heads, ...nodes);
  return root;
}

let drawn = null;
function draw() {
  const box = document.querySelector(".picture");
  if (!box || drawn === null) return;
  const width = Math.round(box.clientWidth - 16);
  if (width > 0) box.replaceChildren(picture(races[drawn], Math.min(Math.max(width, 280), 900)));
}
window.addEventListener("resize", draw);

function show(index, chosenByUser) {
  const race = races[index], [one, other] = [ownFrame(race.current), ownFrame(race.previous)];
  items.forEach((item, i) => i === index ? item.setAttribute("aria-current", "true") : item.removeAttribute("aria-current"));
  const places = [...new Set([other, one].filter(Boolean).map(place))].join("  →  ");
  const [kind, name, owner] = race.what;
  const title = name && !["shape", "elements", "position"].includes(kind)
    ? [`${kind} ${name} `, el("span", {class: "of"}, `of ${owner}`)]
    : [race.location];
  $("detail").className = race.level === "warning" ? "warning-race" : "";
  $("detail").replaceChildren(
    el("button", {class: "quiet back", type: "button", onclick: () => { location.hash = ""; }}, "← all races"),
    el("div", {class: "head"},
      el("div", {class: "badges"},
        el("span", {class: `badge ${race.level}`}, `${race.kind} · ${race.level}`),
        race.known ? el("span", {class: "badge known"}, "known: in the baseline") : null,
        el("span", {}, race.count === 1 ? "seen once" : `seen ${race.count} times`),
        race.process ? el("span", {}, race.process) : null),
      el("h2", {}, title),
      el("div", {class: "sub"}, places)),
    el("section", {class: "card"},
      el("div", {class: "says"},
        race.wrong ? el("p", {class: "wrong"}, race.wrong) : null,
        race.met ? el("p", {class: "met"}, race.met) : null,
        race.advice ? el("p", {class: "advice"}, race.advice) : null),
      lessonBox(race)),
    el("section", {class: "card"}, el("div", {class: "picture"})),
    el("div", {class: "sides"}, side(race.previous, race.current, "a", true), side(race.current, race.previous, "b", false)),
    moreBox(race) || "",
    el("div", {class: "note mono"}, `fingerprint ${race.id}`));
  document.body.classList.add("reading");
  drawn = index;
  draw();
  $("detail").scrollTop = 0;
  if (chosenByUser) {
    if (location.hash !== `#${race.id}`) location.hash = race.id;
    window.scrollTo(0, 0);
  }
}

function follow() {
  const id = location.hash.slice(1);
  // Two accesses of one line may share a fingerprint: the one that was chosen stays.
  const index = drawn !== null && races[drawn].id === id ? drawn : races.findIndex(race => race.id === id);
  if (index >= 0) { if (index !== drawn || !document.body.classList.contains("reading")) show(index, true); }
  else {
    document.body.classList.remove("reading");
    const open = drawn === null ? visible[0] : drawn;
    // With room for both, something is always shown beside the list.
    if (open !== undefined && window.innerWidth > 720) show(open, false);
    else if (!races.length) $("detail").replaceChildren(el("div", {class: "empty"}, "No data race was found."));
  }
}
window.addEventListener("hashchange", follow);
follow();

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "/") { event.preventDefault(); $("search").focus(); }
  const step = {j: 1, k: -1}[event.key];
  if (step && visible.length) {
    const at = visible.indexOf(drawn);
    const next = visible[Math.min(Math.max(at + step, 0), visible.length - 1)];
    show(next, true);
    items[next].scrollIntoView({block: "nearest"});
  }
});
})();
