R"js(
// Draws the report from the JSON in #data. No library, no network. Marks are painted on canvases, since there may be
// hundreds of thousands, axes are SVG, and all else is HTML. What is painted, `data-marks` of each figure counts.
"use strict";
(() => {

const byId = (id) => document.getElementById(id);
addEventListener("error", (event) => { document.body.dataset.error = event.message; });
const began = performance.now();
const data = JSON.parse(byId("data").textContent);

// ---- The study, from the columns of the JSON.

const stateNames = { C: "complete", P: "pruned", F: "fail", R: "running", W: "waiting" };
const number = (value) => value === null || value === undefined ? NaN : Number(value);  // "NaN" and "Infinity" are text
const isMulti = data.directions.length > 1;
const valueNames = data.directions.map((_, i) => data.value_names[i] ?? (isMulti ? `Value ${i}` : "Value"));
const trials = Array.from(data.states, (letter, i) => ({
  number: i,
  state: stateNames[letter],
  values: data.values.map((column) => number(column[i])),
  start: number(data.start[i]),
  end: number(data.end[i]),
  steps: data.reports[i] ? data.reports[i][0] : [],
  reports: data.reports[i] ? data.reports[i][1].map(number) : [],
  isFeasible: data.infeasible[i] !== 1,
  isBest: false,
}));
for (const i of data.best) trials[i].isBest = true;
const theBest = isMulti ? undefined : trials[data.best[0]];
const nameOf = (trial) => `Trial ${trial.number}` + (trial === theBest ? ", the best" : "");
const params = data.params.map((param) => ({ ...param, values: param.values.map(number) }));
const attributes = data.attributes;
const complete = trials.filter((trial) => trial.state === "complete");

// ---- What the reader chose.

const view = { objective: 0, across: 0, up: 1, isLog: false, isZoomed: false, selected: null };
const sign = () => data.directions[view.objective] === "maximize" ? -1 : 1;
const valueOf = (trial) => trial.values[view.objective];
const ranked = () => complete.filter((trial) => Number.isFinite(valueOf(trial)));

/// Whether a value is left out of the drawings: it is not finite, or is among the worst tenth, which can be left out.
let limit = Infinity;
const isShown = (value) => Number.isFinite(value) && sign() * value <= limit && !(view.isLog && value <= 0);
function setLimit() {
  const losses = ranked().map((trial) => sign() * valueOf(trial)).sort((a, b) => a - b);
  limit = view.isZoomed && losses.length ? losses[Math.floor((losses.length - 1) * 0.9)] : Infinity;
}

// ---- Text.

function short(value) {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  return size >= 1e5 || size < 1e-3 ? value.toExponential(3).replace(/\.?0+e/, "e") : String(Number(value.toPrecision(4)));
}
function duration(ms) {
  if (!Number.isFinite(ms)) return "";
  const s = ms / 1000;
  if (s < 1) return `${Math.round(ms)} ms`;
  if (s < 60) return `${Number(s.toPrecision(3))} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
  return s < 86400 ? `${Math.floor(s / 3600)} h ${Math.round(s / 60 % 60)} min` : `${Math.floor(s / 86400)} d ${Math.round(s / 3600 % 24)} h`;
}
const asText = (value) => typeof value === "string" ? value : JSON.stringify(value);
const paramText = (param, i) =>
  Number.isNaN(param.values[i]) ? "" : param.choices ? asText(param.choices[param.values[i]]) : short(param.values[i]);
const valuesText = (trial) => trial.values.map((value) => Number.isNaN(value) ? "" : short(value)).join(", ");
function describe(trial) {
  const lines = [`Trial ${trial.number}, ${trial.state}${trial.isFeasible ? "" : ", breaks a constraint"}`];
  valueNames.forEach((name, i) => Number.isNaN(trial.values[i]) || lines.push(`${name}: ${short(trial.values[i])}`));
  for (const param of params) if (!Number.isNaN(param.values[trial.number])) lines.push(`${param.name}: ${paramText(param, trial.number)}`);
  return lines.slice(0, 24).join("\n");
}
function element(name, text, attrs = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attrs)) made.setAttribute(key, value);
  return made;
}
function svg(name, attrs, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attrs)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// ---- Colours and shapes.

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
function blend(part) {  // from --far to --near
  const [a, b] = ["far", "near"].map((name) => colour(name).slice(1).match(/../g).map((hex) => parseInt(hex, 16)));
  return `rgb(${a.map((from, i) => Math.round(from + (b[i] - from) * part)).join(",")})`;
}
let shades = [];  // of the scale; computed once a drawing

function paintMark(ctx, state, x, y, r) {
  ctx.beginPath();
  if (state === "pruned") {
    ctx.moveTo(x, y - 1.2 * r), ctx.lineTo(x + 1.1 * r, y + 0.8 * r), ctx.lineTo(x - 1.1 * r, y + 0.8 * r), ctx.fill();
  } else if (state === "fail") {
    ctx.moveTo(x - r, y - r), ctx.lineTo(x + r, y + r), ctx.moveTo(x + r, y - r), ctx.lineTo(x - r, y + r), ctx.stroke();
  } else {
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    state === "complete" || state === "best" ? ctx.fill() : ctx.stroke();
  }
}
function symbol(state) {
  const shapes = {
    pruned: ["path", { d: "M6 1L11 10H1Z" }], fail: ["path", { d: "M2 2L10 10M10 2L2 10" }],
    bar: ["rect", { x: 0, y: 3, width: 12, height: 6 }], line: ["path", { d: "M0 6H12" }],
  };
  const [shape, attrs] = shapes[state.shape ?? state.name] ?? ["circle", { cx: 6, cy: 6, r: 4 }];
  const isOpen = ["fail", "running", "waiting"].includes(state.shape ?? state.name) || state.shape === "line";
  const icon = svg("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" });
  icon.append(svg(shape, { ...attrs, style: isOpen ? `fill:none;stroke:var(--${state.name});stroke-width:2` : `fill:var(--${state.name})` }));
  return icon;
}
function legend(...entries) {
  const list = element("div", undefined, { class: "legend" });
  for (const [name, text, shape] of entries) {
    const entry = element("span");
    entry.append(symbol({ name, shape }), text);
    list.append(entry);
  }
  return list;
}

// ---- Scales: from values to 0 .. 1.

function extent(values) {
  let low = Infinity, high = -Infinity;
  for (const value of values) if (Number.isFinite(value)) { low = Math.min(low, value), high = Math.max(high, value); }
  return low <= high ? [low, high] : [0, 1];
}
function scale(values, { log = false, choices = null, margin = 0.04, unit = [1, ""], whole = false } = {}) {
  if (choices) {
    const every = Math.ceil(choices.length / 12);
    return { at: (i) => (i + 0.5) / choices.length,
      ticks: choices.map((choice, i) => [i, asText(choice)]).filter(([i]) => i % every === 0) };
  }
  const to = log ? Math.log10 : (value) => value;
  let [low, high] = extent(values).map(to);
  if (!(high - low > 0 && Number.isFinite(high - low))) [low, high] = [low - (Math.abs(low) / 10 || 0.5), low + (Math.abs(low) / 10 || 0.5)];
  const pad = (high - low) * margin;
  low -= pad, high += pad;
  const ticks = [];
  if (log && high - low > 1) {
    const every = Math.ceil((high - low) / 6), parts = high - low < 2 ? [1, 2, 5] : high - low < 3 ? [1, 3] : [1];
    for (let power = Math.floor(low); power <= high; power += every)
      for (const part of parts) {
        const value = Number((part * 10 ** power).toPrecision(3));
        if (to(value) >= low && to(value) <= high) ticks.push([value, short(value)]);
      }
  } else {
    const from = log ? 10 ** low : low, span = (log ? 10 ** high - from : high - from) / unit[0];
    const rough = Math.max(whole ? 1 : 0, 10 ** Math.floor(Math.log10(span / 5)));
    const step = [1, 2, 5, 10].map((by) => by * rough).find((by) => span / by <= 6);
    const first = Math.ceil(from / unit[0] / step);
    for (let i = 0; i <= 7; ++i) {
      const value = (first + i) * step;
      if (value * unit[0] <= from + span * unit[0]) ticks.push([value * unit[0], short(Number(value.toPrecision(12))) + unit[1]]);
    }
  }
  return { at: (value) => (to(value) - low) / (high - low), ticks };
}
const valueScale = (values) => scale(values, { log: view.isLog });

// ---- A plot: axes in SVG, a canvas over them, and what the pointer finds.

const tip = byId("tip");
function plot(host, { label, height = 280, x, y, xName = "", yName = "", width, left = 56 }) {
  const box = element("div", undefined, { class: "plot" });
  box.style.height = height + "px";
  if (width) box.style.width = width + "px";
  host.append(box);
  const size = box.clientWidth;
  const area = { left, right: size - 12, top: 10, bottom: height - (xName ? 40 : 24) };
  const X = (value) => area.left + x.at(value) * (area.right - area.left);
  const Y = (value) => area.bottom - y.at(value) * (area.bottom - area.top);
  const axes = svg("svg", { "aria-hidden": "true" });
  for (const [value, text] of y.ticks) {
    axes.append(svg("line", { x1: area.left, x2: area.right, y1: Y(value), y2: Y(value) }));
    axes.append(svg("text", { x: area.left - 6, y: Y(value) + 4, "text-anchor": "end" }, clip(text, (left - 8) / 7)));
  }
  const room = (area.right - area.left) / Math.max(1, x.ticks.length) / 6.6;
  for (const [value, text] of x.ticks) {
    axes.append(svg("line", { x1: X(value), x2: X(value), y1: area.top, y2: area.bottom }));
    const isLast = X(value) + text.length * 3.5 > size;
    axes.append(svg("text", { x: isLast ? size : X(value), y: area.bottom + 16, "text-anchor": isLast ? "end" : "middle" }, clip(text, Math.max(4, room))));
  }
  if (xName) axes.append(svg("text", { x: (area.left + area.right) / 2, y: height - 6, "text-anchor": "middle" }, clip(xName, (size - 40) / 7)));
  if (yName) axes.append(svg("text", { x: 0, y: 0, "text-anchor": "middle",
    transform: `translate(11 ${(area.top + area.bottom) / 2}) rotate(-90)` }, clip(yName, height / 8)));
  box.append(axes);

  const canvas = element("canvas", undefined, { role: "img", "aria-label": label });
  const ratio = devicePixelRatio || 1;
  canvas.width = size * ratio, canvas.height = height * ratio;
  box.append(canvas);
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  ctx.lineJoin = "round";
  const places = [];  // x, y and trial number of all that can be pointed at
  const painter = { ctx, X, Y, area, box, size,
    place: (px, py, trial) => { places.push(px, py, trial.number); },
    mark(state, px, py, trial, radius) {
      paintMark(ctx, state, px, py, radius);
      places.push(px, py, trial.number);
    } };
  const nearest = (event) => {
    const frame = canvas.getBoundingClientRect(), px = event.clientX - frame.left, py = event.clientY - frame.top;
    let found = null, closest = 24 * 24;
    for (let i = 0; i < places.length; i += 3) {
      const distance = (places[i] - px) ** 2 + (places[i + 1] - py) ** 2;
      if (distance < closest) closest = distance, found = places[i + 2];
    }
    return found;
  };
  canvas.addEventListener("pointermove", (event) => {
    const found = nearest(event);
    tip.hidden = found === null;
    if (found === null) return;
    tip.textContent = describe(trials[found]);
    tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = (event.clientY + 18 + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 12 : event.clientY + 18) + "px";
  });
  canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
  canvas.addEventListener("click", (event) => select(nearest(event)));
  return painter;
}
const clip = (text, length) => text.length > length ? text.slice(0, Math.max(1, Math.floor(length) - 1)) + "\u2026" : text;
const radiusFor = (count) => count > 5000 ? 1.8 : count > 800 ? 2.4 : count > 100 ? 3.2 : 4.5;
function ring(painter, x, y, radius = 8) {
  painter.ctx.strokeStyle = colour("best");
  painter.ctx.lineWidth = 2.5;
  painter.ctx.beginPath(), painter.ctx.arc(x, y, radius, 0, 2 * Math.PI), painter.ctx.stroke();
}

/// Draws a section's figure anew: `paint(figure)` returns how many marks it painted, or why there is nothing to see.
function draw(id, paint) {
  const figure = byId(id).querySelector("figure");
  figure.style.minHeight = figure.offsetHeight + "px";  // the page does not jump
  figure.textContent = "";
  const result = paint(figure);
  if (typeof result === "string") figure.replaceChildren(element("p", result));
  figure.dataset.marks = typeof result === "string" ? 0 : result;
  figure.style.minHeight = "";
}
const nothing = () => !trials.length ? "The study has no trial yet."
  : !complete.length ? "No trial is COMPLETE yet." : "No COMPLETE trial has a finite value that can be shown.";

// ---- The figures.

function drawHistory(figure) {
  const shown = complete.filter((trial) => isShown(valueOf(trial)));
  if (!shown.length) return nothing();
  const x = scale([0, trials.length - 1], { margin: 0.02, whole: true }), y = valueScale(shown.map(valueOf));
  const p = plot(figure, { label: `Optimization history of ${shown.length} trials`, height: 320, x, y, xName: "Trial", yName: valueNames[view.objective] });
  const radius = radiusFor(shown.length);
  for (const trial of shown) {
    p.ctx.fillStyle = p.ctx.strokeStyle = colour(trial.isFeasible ? "complete" : "waiting");
    p.ctx.globalAlpha = shown.length > 2000 ? 0.5 : 0.8;
    p.mark(trial.isFeasible ? "complete" : "running", p.X(trial.number), p.Y(valueOf(trial)), trial, radius);
  }
  p.ctx.globalAlpha = 1;
  p.ctx.strokeStyle = colour("best"), p.ctx.lineWidth = 2.2;
  p.ctx.beginPath();
  let best = null;
  for (const trial of shown) {
    if (!trial.isFeasible || (best !== null && sign() * valueOf(trial) >= sign() * best)) continue;
    best === null ? p.ctx.moveTo(p.X(trial.number), p.Y(valueOf(trial))) : p.ctx.lineTo(p.X(trial.number), p.Y(best));
    best = valueOf(trial);
    p.ctx.lineTo(p.X(trial.number), p.Y(best));
  }
  if (best !== null) p.ctx.lineTo(p.X(trials.length - 1), p.Y(best)), p.ctx.stroke();
  const chosen = trials[view.selected];
  if (chosen && shown.includes(chosen)) ring(p, p.X(chosen.number), p.Y(valueOf(chosen)));
  const entries = [["complete", "COMPLETE"], ["best", "Best so far", "line"]];
  if (shown.some((trial) => !trial.isFeasible)) entries.push(["waiting", "Breaks a constraint"]);
  figure.append(legend(...entries));
  return shown.length;
}

function drawImportances(figure) {
  const list = data.importances[view.objective] ?? [];
  if (!list.length) return complete.length ? "The study has no parameters." : nothing();
  const largest = Math.max(...list.map(([, value]) => value));
  for (const [name, value] of list) {
    const bar = element("div", undefined, { class: "bar" });
    const length = element("i");
    length.style.width = `${largest > 0 ? 100 * value / largest : 0}%`;
    const room = element("span");
    room.append(length);
    bar.append(element("span", name, { title: name }), room, element("span", value < 0.005 ? "<0.01" : value.toFixed(2)));
    figure.append(bar);
  }
  if (complete.length < 50) figure.append(element("p", `Of ${complete.length} COMPLETE trials: a rough guess.`, { class: "note" }));
  return list.length;
}

/// By value: 0 is the worst of those shown, 1 the best.
function goodness(shown) {
  const order = [...shown].sort((a, b) => sign() * (valueOf(b) - valueOf(a)));
  return order.map((trial, i) => [trial, order.length > 1 ? i / (order.length - 1) : 1]);
}

function drawParallel(figure) {
  const shown = complete.filter((trial) => isShown(valueOf(trial)));
  if (!shown.length) return nothing();
  if (!params.length) return "The study has no parameters.";
  const rank = new Map((data.importances[view.objective] ?? []).map(([name], i) => [name, i]));
  const place = (param) => rank.get(param.name) ?? params.length;
  const columns = [{ name: valueNames[view.objective], of: valueOf, scale: valueScale(shown.map(valueOf)) },
    ...[...params].sort((a, b) => place(a) - place(b)).map((param) => ({ name: param.name,
      of: (trial) => param.values[trial.number],
      scale: scale(shown.map((trial) => param.values[trial.number]), param) }))];
  const scroll = element("div", undefined, { class: "scroll" });
  figure.append(scroll);
  const width = Math.max(scroll.clientWidth || figure.clientWidth, columns.length * 104);
  const p = plot(scroll, { label: `Parallel coordinates of ${shown.length} trials`, height: 340, width,
    x: { at: (i) => (i + 0.5) / columns.length, ticks: [] }, y: { at: (value) => value, ticks: [] }, left: 0 });
  p.area.top = 34;
  const axes = p.box.querySelector("svg");
  const Y = (column, value) => p.area.bottom - column.scale.at(value) * (p.area.bottom - p.area.top);
  const line = (trial) => {
    p.ctx.beginPath();
    let isDown = false;  // a parameter that the trial has not breaks the line
    columns.forEach((column, i) => {
      const value = column.of(trial);
      if (Number.isNaN(value)) { isDown = false; return; }
      isDown ? p.ctx.lineTo(p.X(i), Y(column, value)) : p.ctx.moveTo(p.X(i), Y(column, value));
      isDown = true;
    });
    p.ctx.stroke();
  };
  p.ctx.lineWidth = shown.length > 2000 ? 0.8 : 1.2;
  p.ctx.globalAlpha = Math.max(0.12, Math.min(0.9, 14 / Math.sqrt(shown.length)));
  for (const [trial, part] of goodness(shown)) {
    p.ctx.strokeStyle = shades[Math.round(part ** 2 * 63)];
    if (part > 0.95) p.ctx.globalAlpha = 0.9;
    line(trial);
    columns.forEach((column, i) => Number.isNaN(column.of(trial)) || p.place(p.X(i), Y(column, column.of(trial)), trial));
  }
  p.ctx.globalAlpha = 1;
  const chosen = trials[view.selected] ?? theBest;
  if (chosen && shown.includes(chosen)) p.ctx.strokeStyle = colour("best"), p.ctx.lineWidth = 2.5, line(chosen);
  columns.forEach((column, i) => {
    axes.append(svg("line", { x1: p.X(i), x2: p.X(i), y1: p.area.top, y2: p.area.bottom, style: "stroke:var(--soft)" }));
    axes.append(svg("text", { x: p.X(i), y: 16, "text-anchor": "middle", style: "fill:var(--ink)" }, clip(column.name, width / columns.length / 7.5)));
    // Above the lines, and on a halo, so that they can be read.
    const labels = p.box.labels ??= p.box.appendChild(svg("svg", { style: "pointer-events:none" }));
    for (const [value, text] of column.scale.ticks)
      labels.append(svg("text", { x: p.X(i) - 5, y: Y(column, value) + 4, "text-anchor": "end",
        style: "paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round" }, clip(text, width / columns.length / 7.5)));
  });
  figure.append(legend(["near", "Good values", "line"], ["far", "Bad values", "line"],
    ...(chosen ? [["best", nameOf(chosen), "line"]] : [])));
  return shown.length;
}

function drawSlices(figure) {
  const shown = complete.filter((trial) => isShown(valueOf(trial)));
  if (!shown.length) return nothing();
  if (!params.length) return "The study has no parameters.";
  const grid = element("div", undefined, { class: "many" });
  figure.append(grid);
  const y = valueScale(shown.map(valueOf));
  let marks = 0;
  for (const param of params) {
    const having = shown.filter((trial) => Number.isFinite(param.values[trial.number]));
    const x = scale(having.map((trial) => param.values[trial.number]), param);
    const p = plot(grid, { label: `Slice of ${param.name}`, height: 230, x, y, xName: param.name, yName: valueNames[view.objective] });
    const radius = Math.min(3.6, radiusFor(having.length));
    const spread = param.choices ? Math.min(24, (p.area.right - p.area.left) / param.choices.length * 0.3) : 0;
    p.ctx.globalAlpha = having.length > 2000 ? 0.45 : 0.9;
    for (const trial of having) {
      p.ctx.fillStyle = shades[Math.round(trial.number / Math.max(1, trials.length - 1) * 63)];
      // Choices are spread, evenly and the same at each drawing.
      p.mark("complete", p.X(param.values[trial.number]) + spread * (trial.number * 0.618034 % 1 - 0.5) * 2, p.Y(valueOf(trial)), trial, radius);
    }
    p.ctx.globalAlpha = 1;
    const chosen = trials[view.selected];
    if (chosen && having.includes(chosen)) ring(p, p.X(param.values[chosen.number]) + spread * (chosen.number * 0.618034 % 1 - 0.5) * 2, p.Y(valueOf(chosen)));
    marks += having.length;
  }
  figure.append(legend(["far", "First trials"], ["near", "Last trials"]));
  return marks;
}

function drawIntermediate(figure) {
  const reported = trials.filter((trial) => trial.steps.length);
  if (!reported.length) return trials.length ? "No trial has reported a value." : nothing();
  const isVisible = (value) => Number.isFinite(value) && !(view.isLog && value <= 0);
  let all = reported.flatMap((trial) => trial.reports).filter(isVisible);
  if (!all.length) return "No reported value is finite.";
  if (view.isZoomed) {
    const losses = all.map((value) => sign() * value).sort((a, b) => a - b);
    const worst = losses[Math.floor((losses.length - 1) * 0.9)];
    all = all.filter((value) => sign() * value <= worst);
  }
  const x = scale(reported.flatMap((trial) => [trial.steps[0], trial.steps[trial.steps.length - 1]]), { margin: 0.02, whole: true });
  const y = valueScale(all);
  const p = plot(figure, { label: `Intermediate values of ${reported.length} trials`, height: 320, x, y, xName: "Step", yName: valueNames[0] });
  p.ctx.save();
  p.ctx.beginPath(), p.ctx.rect(p.area.left, p.area.top - 4, p.area.right - p.area.left, p.area.bottom - p.area.top + 8), p.ctx.clip();
  const line = (trial, radius) => {
    p.ctx.beginPath();
    let isDown = false, count = 0;
    trial.steps.forEach((step, i) => {
      const value = trial.reports[i];
      if (!isVisible(value)) { isDown = false; return; }
      isDown ? p.ctx.lineTo(p.X(step), p.Y(value)) : p.ctx.moveTo(p.X(step), p.Y(value));
      isDown = true, ++count;
      p.place(p.X(step), p.Y(value), trial);
    });
    p.ctx.stroke();
    if (radius || count === 1) trial.steps.forEach((step, i) => isVisible(trial.reports[i]) &&
      paintMark(p.ctx, trial.state, p.X(step), p.Y(trial.reports[i]), radius || 2));
  };
  p.ctx.globalAlpha = Math.max(0.02, Math.min(0.85, 20 / reported.length ** 0.7));
  const order = ["pruned", "fail", "waiting", "complete", "running"];
  for (const state of order) {
    p.ctx.strokeStyle = p.ctx.fillStyle = colour(state), p.ctx.lineWidth = reported.length > 300 ? 1 : 1.4;
    for (const trial of reported) if (trial.state === state) line(trial, reported.length <= 30 ? 2.6 : 0);
  }
  p.ctx.globalAlpha = 1;
  const chosen = trials[view.selected] ?? theBest;
  if (chosen && chosen.steps.length) p.ctx.strokeStyle = p.ctx.fillStyle = colour("best"), p.ctx.lineWidth = 2.5, line(chosen, 0);
  p.ctx.restore();
  figure.append(legend(...order.filter((state) => reported.some((trial) => trial.state === state)).map((state) => [state, state.toUpperCase(), reported.length <= 30 ? undefined : "line"]),
    ...(chosen && chosen.steps.length ? [["best", nameOf(chosen), "line"]] : [])));
  return reported.length;
}

function drawTimeline(figure) {
  const timed = trials.filter((trial) => Number.isFinite(trial.start));
  if (!timed.length) return trials.length ? "No trial has begun." : nothing();
  const first = extent(timed.map((trial) => trial.start))[0];
  const last = Math.max(extent(timed.map((trial) => trial.end))[1], data.written > first && timed.some((trial) => trial.state === "running") ? data.written : first);
  const unit = [[86400e3, " d"], [3600e3, " h"], [60e3, " min"], [1e3, " s"], [1, " ms"]].find(([ms]) => last - first >= 2 * ms) ?? [1, " ms"];
  const x = scale([0, Math.max(1, last - first)], { margin: 0.01, unit });
  const y = scale([-0.5, trials.length - 0.5], { margin: 0.01, whole: true });
  const p = plot(figure, { label: `Timeline of ${timed.length} trials`, height: 320, x, y, xName: "Since the first trial began", yName: "Trial" });
  const thickness = Math.max(1, Math.min(22, (p.area.bottom - p.area.top) / trials.length * 0.8));
  const chosen = trials[view.selected];
  for (const trial of timed) {
    p.ctx.fillStyle = colour(trial === chosen ? "best" : trial.state);
    const from = p.X(trial.start - first), to = p.X((Number.isFinite(trial.end) ? trial.end : last) - first);
    p.ctx.fillRect(from, p.Y(trial.number) - thickness / 2, Math.max(1.5, to - from), thickness);
    p.place((from + to) / 2, p.Y(trial.number), trial);
    p.place(from, p.Y(trial.number), trial), p.place(to, p.Y(trial.number), trial);
  }
  figure.append(legend(...["complete", "pruned", "fail", "running"].filter((state) => timed.some((trial) => trial.state === state)).map((state) => [state, state.toUpperCase(), "bar"])));
  return timed.length;
}

function drawFront(figure) {
  const [a, b] = [view.across, view.up];
  const shown = complete.filter((trial) => Number.isFinite(trial.values[a]) && Number.isFinite(trial.values[b]));
  if (!shown.length) return nothing();
  const x = scale(shown.map((trial) => trial.values[a])), y = scale(shown.map((trial) => trial.values[b]));
  const arrow = (i) => `${valueNames[i]} (${data.directions[i]})`;
  const p = plot(figure, { label: `Values of ${shown.length} trials`, height: 400, x, y, xName: arrow(a), yName: arrow(b) });
  const radius = radiusFor(shown.length);
  const front = shown.filter((trial) => trial.isBest).sort((s, t) => s.values[a] - t.values[a]);
  if (data.directions.length === 2) {
    p.ctx.strokeStyle = colour("best"), p.ctx.lineWidth = 1.5, p.ctx.setLineDash([4, 4]);
    p.ctx.beginPath();
    front.forEach((trial) => p.ctx.lineTo(p.X(trial.values[a]), p.Y(trial.values[b])));
    p.ctx.stroke(), p.ctx.setLineDash([]);
  }
  p.ctx.lineWidth = 1.2;
  for (const trial of [...shown.filter((trial) => !trial.isBest), ...front]) {
    p.ctx.fillStyle = p.ctx.strokeStyle = colour(trial.isBest ? "best" : trial.isFeasible ? "complete" : "waiting");
    p.ctx.globalAlpha = trial.isBest ? 1 : shown.length > 2000 ? 0.4 : 0.65;
    p.mark(trial.isFeasible ? "complete" : "running", p.X(trial.values[a]), p.Y(trial.values[b]), trial, trial.isBest ? Math.max(4, radius) : radius);
  }
  p.ctx.globalAlpha = 1;
  const chosen = trials[view.selected];
  if (chosen && shown.includes(chosen)) ring(p, p.X(chosen.values[a]), p.Y(chosen.values[b]));
  const entries = [["best", `Pareto front (${front.length})`], ["complete", "COMPLETE"]];
  if (shown.some((trial) => !trial.isFeasible)) entries.push(["waiting", "Breaks a constraint"]);
  figure.append(legend(...entries));
  return shown.length;
}

// ---- The table: a page of it at a time.

const kPage = 50;
const table = { column: 0, isDown: false, page: 0, found: trials };
const columns = [
  { name: "Trial", of: (trial) => trial.number },
  { name: "State", of: (trial) => trial.state, isText: true },
  ...valueNames.map((name, i) => ({ name, of: (trial) => trial.values[i], show: (trial) => Number.isNaN(trial.values[i]) ? "" : short(trial.values[i]) })),
  { name: "Duration", of: (trial) => trial.end - trial.start, show: (trial) => duration(trial.end - trial.start) },
  ...params.map((param) => ({ name: param.name, isText: Boolean(param.choices),
    of: (trial) => param.choices ? paramText(param, trial.number) : param.values[trial.number], show: (trial) => paramText(param, trial.number) })),
  ...attributes.map((attribute) => {
    const values = new Map(attribute.values);
    const isText = attribute.values.some(([, value]) => typeof value !== "number");
    return { name: attribute.name, isText, of: (trial) => values.has(trial.number) ? isText ? asText(values.get(trial.number)) : values.get(trial.number) : isText ? "" : NaN,
      show: (trial) => values.has(trial.number) ? asText(values.get(trial.number)) : "" };
  }),
];
for (const column of columns) column.show ??= (trial) => String(column.of(trial));

/// `name=value`, `name<value`, `name>value` and so on of a column; any other word is looked for everywhere.
function matcher(word) {
  const parts = word.match(/^(.+?)(<=|>=|!=|=|<|>)(.*)$/);
  const column = parts && columns.find((candidate) => candidate.name.toLowerCase() === parts[1].toLowerCase());
  if (!column) return (trial) => columns.some((candidate) => candidate.show(trial).toLowerCase().includes(word.toLowerCase()));
  const [, , relation, asked] = parts;
  const isNumber = !column.isText && asked !== "" && !Number.isNaN(Number(asked));
  return (trial) => {
    const value = isNumber ? column.of(trial) : column.show(trial).toLowerCase(), other = isNumber ? Number(asked) : asked.toLowerCase();
    switch (relation) {
      case "=": return value === other || (isNumber && column.show(trial) === asked);
      case "!=": return value !== other;
      case "<": return value < other;
      case ">": return value > other;
      case "<=": return value <= other;
      default: return value >= other;
    }
  };
}

function sortTable() {
  const tests = byId("filter").value.split(/\s+/).filter(Boolean).map(matcher);
  const { of } = columns[table.column], way = table.isDown ? -1 : 1;
  const isMissing = (value) => value === "" || Number.isNaN(value);
  table.found = trials.filter((trial) => tests.every((test) => test(trial))).sort((s, t) => {
    const a = of(s), b = of(t);
    if (isMissing(a) || isMissing(b)) return isMissing(a) - isMissing(b) || s.number - t.number;  // last, either way
    return way * (a < b ? -1 : a > b ? 1 : 0) || s.number - t.number;
  });
}

function drawTable() {
  const pages = Math.max(1, Math.ceil(table.found.length / kPage));
  table.page = Math.max(0, Math.min(table.page, pages - 1));
  const head = element("tr");
  columns.forEach((column, i) => {
    const isSorted = i === table.column;
    const cell = element("th", undefined, { scope: "col", "aria-sort": !isSorted ? "none" : table.isDown ? "descending" : "ascending", class: column.isText ? "text" : "" });
    const button = element("button", column.name + (!isSorted ? "" : table.isDown ? " \u25be" : " \u25b4"), { type: "button" });
    button.onclick = () => { table.isDown = isSorted && !table.isDown, table.column = i, table.page = 0, sortTable(), drawTable(); };
    cell.append(button);
    head.append(cell);
  });
  const rows = table.found.slice(table.page * kPage, (table.page + 1) * kPage).map((trial) => {
    const row = element("tr");
    if (trial.number === view.selected) row.className = "selected";
    row.onclick = () => select(trial.number);
    columns.forEach((column, i) => {
      const text = column.show(trial);
      const cell = element("td", i === 1 ? "" : text, { class: column.isText ? "text" : "" });
      if (i === 1) cell.append(symbol({ name: trial.state }), text.toUpperCase() + (trial.isBest ? " \u2605" : ""));
      else if (text.length > 40) cell.title = text;
      row.append(cell);
    });
    return row;
  });
  const section = byId("trials");
  section.querySelector("thead").replaceChildren(head);
  section.querySelector("tbody").replaceChildren(...rows);
  byId("shown").textContent = !table.found.length ? "None" : `${table.page * kPage + 1} to ${table.page * kPage + rows.length} of ${table.found.length}`;
  byId("pages").hidden = pages === 1;
  byId("previous").disabled = table.page === 0, byId("next").disabled = table.page === pages - 1;
}

// ---- The top of the page, and all of it.

function drawSummary() {
  const started = trials.map((trial) => trial.start), ended = trials.map((trial) => trial.end);
  const many = (count, one, more) => `${count} ${count === 1 ? one : more}`;
  byId("about").textContent = [data.directions.map((direction, i) => isMulti ? `${direction} ${valueNames[i]}` : direction).join(", "),
    many(trials.length, "trial", "trials"), `written ${new Date(data.written).toLocaleString()} by hone ${data.version}`].join(" \u00b7 ");
  const tile = (list, name, text) => {
    const pair = element("div");
    pair.append(element("dt", name), element("dd", text));
    list.append(pair);
  };
  if (theBest) tile(byId("tiles"), `Best value, trial ${theBest.number}`, valuesText(theBest));
  if (isMulti && data.best.length) tile(byId("tiles"), "On the Pareto front", String(data.best.length));
  for (const state of Object.values(stateNames)) {
    const count = trials.filter((trial) => trial.state === state).length;
    if (count) tile(byId("tiles"), state.toUpperCase(), String(count));
  }
  if (started.some(Number.isFinite) && ended.some(Number.isFinite)) tile(byId("tiles"), "From first to last", duration(extent(ended)[1] - extent(started)[0]));
  if (theBest) for (const param of params) if (!Number.isNaN(param.values[theBest.number])) tile(byId("best"), param.name, paramText(param, theBest.number));
  for (const [name, value] of Object.entries(data.user_attrs)) tile(byId("best"), name, asText(value));
}

function drawAll() {
  shades = Array.from({ length: 64 }, (_, i) => blend(i / 63));
  setLimit();
  if (isMulti) draw("front", drawFront);
  draw("history", drawHistory);
  draw("importances", drawImportances);
  draw("parallel", drawParallel);
  draw("slices", drawSlices);
  draw("intermediate", drawIntermediate);
  draw("timeline", drawTimeline);
  byId("unselect").hidden = view.selected === null;
  byId("unselect").textContent = `Trial ${view.selected} \u2715`;
}
function select(found) {
  if (found === null) return;
  view.selected = found === view.selected ? null : found;
  drawAll();
  const at = table.found.findIndex((trial) => trial.number === view.selected);
  if (at >= 0) table.page = Math.floor(at / kPage);
  drawTable();
}

function offer(list, chosen, change) {
  valueNames.forEach((name, i) => list.append(element("option", name, { value: i, ...(i === chosen ? { selected: "" } : {}) })));
  list.onchange = () => { change(Number(list.value)), offerChoices(), drawAll(); };
}
function offerChoices() {
  const values = ranked().map(valueOf);
  const isPositive = values.length > 0 && values.every((value) => value > 0);
  byId("logarithm").hidden = !isPositive;
  if (!isPositive) view.isLog = byId("log").checked = false;
  byId("outliers").hidden = values.length < 10;
}

drawSummary();
byId("which").hidden = !isMulti;
byId("front").hidden = !isMulti;
if (data.directions.length > 1) {
  offer(byId("objective"), 0, (i) => { view.objective = i; });
  offer(byId("across"), 0, (i) => { view.across = i; });
  offer(byId("up"), 1, (i) => { view.up = i; });
  byId("front").querySelector("form").hidden = data.directions.length === 2;
  if (trials.every((trial) => !trial.steps.length)) byId("intermediate").hidden = true, byId("timeline").className = "wide";
}
offerChoices();
byId("log").onchange = (event) => { view.isLog = event.target.checked, drawAll(); };
byId("zoom").onchange = (event) => { view.isZoomed = event.target.checked, drawAll(); };
byId("unselect").onclick = () => select(view.selected);
byId("filter").oninput = () => { table.page = 0, sortTable(), drawTable(); };
byId("previous").onclick = () => { --table.page, drawTable(); };
byId("next").onclick = () => { ++table.page, drawTable(); };
for (const form of document.forms) form.onsubmit = (event) => event.preventDefault();
drawAll();
sortTable();
drawTable();

let width = innerWidth, later = 0;
addEventListener("resize", () => {
  if (innerWidth === width) return;  // a phone's bars come and go
  width = innerWidth;
  clearTimeout(later), later = setTimeout(drawAll, 120);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
document.body.dataset.ready = Math.round(performance.now() - began);  // milliseconds, for tests
})();
)js"
