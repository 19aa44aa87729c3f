// The last minute, moving by the server's clock: while nothing comes, it moves on empty; what comes late fills the hole.
const span = 60_000;

export class Chart {
  #points = []; // { at, value, late, gap }: gap if what came before it is unknown
  #skew = -Infinity; // the server's clock less ours
  #gap = false;

  constructor(svg) {
    this.svg = svg;
    const draw = () => { this.#draw(); requestAnimationFrame(draw); };
    requestAnimationFrame(draw);
  }

  /** @returns whether it came late: over a second after it was published. */
  add(at, value) {
    this.#skew = Math.max(this.#skew, at - Date.now());
    const late = this.#now() - at > 1000;
    this.#points.push({ at, value, late, gap: this.#gap });
    this.#gap = false;
    return late;
  }

  gap() { this.#gap = true; }

  // What is there from the start is history, not late.
  forgive() { this.#points.forEach(point => { point.late = false; }); }

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

    const runs = []; // without a gap in them
    const late = [];
    points.forEach((point, index) => {
      if (!index || point.gap) runs.push([]);
      runs.at(-1).push(point);
      if (point.late && !point.gap && index) late.push([points[index - 1], point]);
    });
    const line = run => run.map((point, index) => `${index ? 'L' : 'M'}${x(point.at)},${y(point.value)}`).join('');
    const last = points.at(-1);
    const grid = [0.1, 0.5, 0.9].map(part => low + (high - low) * part);
    const minute = new Date(Math.floor((now - 4_000) / 15_000) * 15_000);
    const times = [0, 1, 2].map(back => minute.getTime() - back * 15_000);

    this.svg.innerHTML = // numbers of our own only
      grid.map(value => `<path class="grid" d="M0,${y(value)}H${right}"/><text x="${right + 8}" y="${+y(value) + 4}">${value.toFixed(2)}</text>`).join('')
      + times.map(at => `<text x="${x(at)}" y="${height - 2}" text-anchor="middle">${new Date(at).toTimeString().slice(0, 8)}</text>`).join('')
      + runs.map(run => `<path class="area" d="${line(run)}V${height - 18}H${x(run[0].at)}Z"/><path class="live" d="${line(run)}"/>`).join('')
      + `<path class="late" d="${late.map(line).join('')}"/>`
      + points.filter(point => point.gap).map(point => `<path class="gap" d="M${x(point.at)},0V${height - 18}"/>`).join('')
      + `<circle cx="${x(last.at)}" cy="${y(last.value)}" r="4"/>`;
  }
}
