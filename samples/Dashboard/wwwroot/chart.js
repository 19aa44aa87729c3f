// Shows the last minute by the server's clock. It keeps moving while no events arrive; events that arrive late fill the hole.
const span = 60_000;

export class Chart {
  #points = []; // { at, value, late, gap }; gap: events before this point are missing
  #skew = -Infinity; // server clock minus local clock, in ms
  #gap = false;

  constructor(svg) {
    this.svg = svg;
    const draw = () => { this.#draw(); requestAnimationFrame(draw); };
    requestAnimationFrame(draw);
  }

  /** @returns whether the point is late: received more than a second after it was published. */
  add(at, value) {
    this.#skew = Math.max(this.#skew, at - Date.now());
    const late = this.#now() - at > 1000;
    this.#points.push({ at, value, late, gap: this.#gap });
    this.#gap = false;
    return late;
  }

  gap() { this.#gap = true; }

  // History that is received when the page opens does not count as late.
  clearLate() { this.#points.forEach(point => { point.late = false; }); }

  #now() { return Date.now() + this.#skew; }

  #draw() {
    const now = this.#now();
    this.#points = this.#points.filter((point, index, all) => (all[index + 1] ?? point).at > now - span);
    const points = this.#points;
    const { clientWidth: width, clientHeight: height } = this.svg;
    if (points.length < 2 || !width) return;

    const right = width - 52;
    const values = points.map(point => point.value);
    const [low, high] = [Math.min(...values) - 0.5, Math.max(...values) + 0.5];
    const x = at => (right - (now - at) / span * right).toFixed(1);
    const y = value => (height - 18 - (value - low) / (high - low) * (height - 26)).toFixed(1);

    const runs = []; // consecutive points without a gap
    const late = [];
    points.forEach((point, index) => {
      if (!index || point.gap) runs.push([]);
      runs.at(-1).push(point);
      if (point.late && !point.gap && index) late.push([points[index - 1], point]);
    });
    const line = run => run.map((point, index) => `${index ? 'L' : 'M'}${x(point.at)},${y(point.value)}`).join('');
    const last = points.at(-1);
    const step = [0.2, 0.5, 1, 2, 5, 10].find(size => (high - low) / size < 5) ?? 20; // at most five lines, at round values
    const grid = [];
    for (let value = Math.ceil(low / step) * step; value <= high; value += step) grid.push(value);
    const minute = new Date(Math.floor((now - 4_000) / 15_000) * 15_000);
    const times = [0, 1, 2, 3].map(back => minute.getTime() - back * 15_000).filter(at => x(at) > 24); // whole labels only

    this.svg.innerHTML = // safe: contains only numbers
      grid.map(value => `<path class="grid" d="M0,${y(value)}H${right}"/>`
        + `<text x="${right + 8}" y="${+y(value) + 4}">${value.toFixed(step < 1 ? 1 : 0)}</text>`).join('')
      + times.map(at => `<text x="${x(at)}" y="${height - 2}" text-anchor="middle">`
        + `${new Date(at).toTimeString().slice(0, 8)}</text>`).join('')
      + runs.map(run => `<path class="area" d="${line(run)}V${height - 18}H${x(run[0].at)}Z"/>`
        + `<path class="live" d="${line(run)}"/>`).join('')
      + `<path class="late" d="${late.map(line).join('')}"/>`
      + points.filter(point => point.gap).map(point => `<path class="gap" d="M${x(point.at)},0V${height - 18}"/>`).join('')
      + `<circle cx="${x(last.at)}" cy="${y(last.value)}" r="4"/>`;
  }
}
