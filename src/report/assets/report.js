"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector, from = document) => from.querySelector(selector);
  root.classList.add("js");

  // Theme: as the system says until the reader chooses.
  const theme = one("#theme");
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const nameTheme = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
  theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; nameTheme(); drawTurned(); });
  nameTheme();

  // Matrices: pointer or arrow keys read the same cell of all of them.
  for (const box of all(".matrices")) {
    const names = JSON.parse(box.dataset.names);
    const size = names.length;
    const readout = box.nextElementSibling;
    const matrices = all(".matrix", box).map((element) => {
      const bytes = Uint8Array.from(atob(element.dataset.values), (c) => c.charCodeAt(0));
      return { element, name: element.dataset.name, scale: Number(element.dataset.scale) / 1e6, steps: new DataView(bytes.buffer) };
    });
    const valueAt = (matrix, i, j) => {
      const [a, b] = i < j ? [i, j] : [j, i];
      const step = matrix.steps.getInt16(2 * (a * size - a * (a + 1) / 2 + b - a - 1), true);
      return step === -32768 ? "n/a" : (step * matrix.scale).toFixed(3).replace("-", "−");
    };
    let cell = [0, 1];
    const show = () => {
      const [row, column] = cell;
      readout.replaceChildren();
      const strong = document.createElement("b");
      strong.textContent = row === column ? names[row] : `${names[row]} – ${names[column]}`;
      readout.append(strong, row === column ? "" : ": " + matrices.map((m) => `${m.name} ${valueAt(m, row, column)}`).join(" · "));
    };
    for (const { element } of matrices) {
      const image = one("image", element);
      element.addEventListener("pointermove", (event) => {
        const area = image.getBoundingClientRect();
        const at = (place, from, length) => Math.floor((place - from) / length * size);
        const row = at(event.clientY, area.top, area.height);
        const column = at(event.clientX, area.left, area.width);
        if (row < 0 || column < 0 || row >= size || column >= size) return;
        cell = [row, column];
        show();
      });
      element.addEventListener("keydown", (event) => {
        const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
        if (!step) return;
        event.preventDefault();
        cell = cell.map((place, k) => Math.min(size - 1, Math.max(0, place + step[k])));
        show();
      });
      element.addEventListener("focus", show);
    }
  }

  // Edges: the slider, the filter and the rows belong together within one contrast.
  const turned = [];
  const drawTurned = () => turned.forEach((draw) => draw());
  for (const part of all(".contrast")) {
    const rows = all("table.edges tbody tr", part);
    if (rows.length === 0) continue;
    const lines = new Map();
    for (const line of all("line[data-e]", part)) lines.set(line.dataset.e, [...(lines.get(line.dataset.e) || []), line]);
    const discs = all("circle[data-roi]", part);
    const slider = one(".slider", part);
    const output = one("output", part);
    const filter = one(".filter", part);
    const only = one(".only", part);
    const count = one(".count", part);
    const words = new Map(rows.map((row) => [row, row.cells[0].textContent.toLowerCase() + " " + row.cells[1].textContent.toLowerCase()]));
    let drawn = new Set(rows.filter((row) => "drawn" in row.dataset));

    const drawBrain = () => {
      const degree = new Map();
      for (const row of rows) {
        const off = !drawn.has(row);
        for (const line of lines.get(row.dataset.e) || []) line.toggleAttribute("data-off", off);
        if (!off) for (const roi of [row.dataset.a, row.dataset.b]) degree.set(roi, (degree.get(roi) || 0) + 1);
      }
      for (const disc of discs) {
        const n = degree.get(disc.dataset.roi) || 0;
        disc.toggleAttribute("data-off", n === 0);
        disc.setAttribute("r", (2.2 + 1.1 * Math.sqrt(n)).toFixed(2));
      }
      drawTurned();
    };
    const drawTable = () => {
      const wanted = filter.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const fits = (!only.checked || drawn.has(row)) && wanted.every((word) => words.get(row).includes(word));
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      }
      count.textContent = `${shown} of ${rows.length} listed`;
    };
    if (slider) {
      const start = drawn;
      const startValue = slider.value;
      slider.addEventListener("input", () => {
        drawn = new Set(rows.filter((row) => Number(row.dataset.t) >= Number(slider.value)));
        output.textContent = Number(slider.value).toFixed(2);
        drawBrain();
        drawTable();
      });
      one(".reset", part).addEventListener("click", () => {
        drawn = start;
        slider.value = startValue;
        output.textContent = Number(startValue).toFixed(2);
        drawBrain();
        drawTable();
      });
    }
    filter.addEventListener("input", drawTable);
    only.addEventListener("change", drawTable);
    drawTable();

    const heat = (number, on) => {
      for (const line of lines.get(number) || []) line.classList.toggle("hot", on);
    };
    for (const row of rows) {
      row.addEventListener("pointerenter", () => heat(row.dataset.e, true));
      row.addEventListener("pointerleave", () => heat(row.dataset.e, false));
    }
    for (const [number, group] of lines) {
      const row = rows.find((candidate) => candidate.dataset.e === number);
      for (const line of group) {
        line.addEventListener("pointerenter", () => { heat(number, true); row.classList.add("hot"); });
        line.addEventListener("pointerleave", () => { heat(number, false); row.classList.remove("hot"); });
      }
    }

    const table = one("table.edges", part);
    const body = table.tBodies[0];
    all("th", table).forEach((header, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => {
        const descending = header.getAttribute("aria-sort") !== "descending";
        all("th", table).forEach((other) => other.removeAttribute("aria-sort"));
        header.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const key = (row) => row.cells[column].dataset.v ?? row.cells[column].textContent;
        const numeric = rows[0].cells[column].dataset.v !== undefined;
        const number = (row) => { const value = parseFloat(key(row)); return Number.isNaN(value) ? -Infinity : value; };
        const order = numeric ? (a, b) => number(a) - number(b) : (a, b) => key(a).localeCompare(key(b));
        rows.sort((a, b) => (descending ? order(b, a) : order(a, b)));
        body.append(...rows);
      });
    });

    const canvas = one("canvas", part);
    if (canvas) turned.push(turnable(canvas, one(".brains", part), () => rows.filter((row) => drawn.has(row))));
  }
  all("details.turn").forEach((fold) => fold.addEventListener("toggle", drawTurned));

  // Turns the brain's regions and drawn edges; returns what draws them.
  function turnable(canvas, box, edges) {
    const places = box.dataset.places.split(";").map((text) => (text ? text.split(",").map(Number) : null));
    let turn = -0.6;
    let tilt = 0.25;
    const draw = () => {
      if (!canvas.closest("details").open) return;
      const context = canvas.getContext("2d");
      const style = getComputedStyle(root);
      const colour = (name) => style.getPropertyValue(name).trim();
      const { width, height } = canvas;
      context.clearRect(0, 0, width, height);
      const project = ([x, y, z]) => {
        const across = x * Math.cos(turn) - (y + 18) * Math.sin(turn);
        const depth = x * Math.sin(turn) + (y + 18) * Math.cos(turn);
        const up = (z - 12) * Math.cos(tilt) - depth * Math.sin(tilt);
        return [width / 2 + across * 2.3, height / 2 - up * 2.3];
      };
      const at = places.map((place) => place && project(place));
      for (const row of edges()) {
        const [a, b] = [at[row.dataset.a], at[row.dataset.b]];
        if (!a || !b) continue;
        const up = row.querySelector("td.k1") !== null;
        context.strokeStyle = colour(up ? "--first" : "--second");
        context.setLineDash(up ? [] : [5, 4]);
        context.lineWidth = 1.6;
        context.beginPath();
        context.moveTo(...a);
        context.lineTo(...b);
        context.stroke();
      }
      context.setLineDash([]);
      places.forEach((place, k) => {
        if (!place) return;
        context.beginPath();
        context.arc(at[k][0], at[k][1], place[3] ? 4 : 2.6, 0, 7);
        context.fillStyle = colour(place[3] ? "--text" : "--muted");
        context.fill();
      });
      for (const [text, place] of [["L", [-80, -18, 12]], ["R", [80, -18, 12]], ["A", [0, 85, 12]], ["P", [0, -118, 12]]]) {
        context.fillStyle = colour("--muted");
        context.font = "600 15px sans-serif";
        context.fillText(text, ...project(place));
      }
    };
    canvas.addEventListener("pointermove", (event) => {
      if (!event.buttons) return;
      turn += event.movementX / 120;
      tilt = Math.max(-1.5, Math.min(1.5, tilt + event.movementY / 120));
      draw();
    });
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] }[event.key];
      if (!step) return;
      event.preventDefault();
      turn += step[0];
      tilt = Math.max(-1.5, Math.min(1.5, tilt + step[1]));
      draw();
    });
    return draw;
  }

  addEventListener("beforeprint", () => all("#trust details").forEach((fold) => { fold.open = true; }));
  root.dataset.ready = "yes";
})();
