// The chart of money over time, drawn with uPlot (vendored, MIT). The server sends numbers; looks are decided here.
let loading;

function loadUplot() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL('uplot/uPlot.iife.min.js', import.meta.url).href;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

const series = [
  { key: 'revenue', label: 'Revenue', width: 2, fill: 0.13 },
  { key: 'payout', label: 'Payout', width: 1.5, dash: [5, 3] },
  { key: 'margin', label: 'Margin', width: 2 },
];

export async function draw(element, data) {
  await loadUplot();
  // Whoever has left for another page meanwhile wants no chart any more.
  return element?.isConnected ? new MoneyChart(element, data) : { show() {}, destroy() {} };
}

class MoneyChart {
  constructor(element, data) {
    this.element = element;
    this.data = data;
    this.repaint = () => this.build();
    this.key = (event) => this.walk(event);
    document.addEventListener('bidline:theme', this.repaint);
    element.addEventListener('keydown', this.key);
    this.resizing = new ResizeObserver(() => this.fit());
    this.build();
    this.resizing.observe(element);
  }

  show(data) {
    const same = data.step === this.data.step && data.zone === this.data.zone;
    this.data = data;
    if (same) this.plot.setData(this.columns()); else this.build();
  }

  destroy() {
    document.removeEventListener('bidline:theme', this.repaint);
    this.element.removeEventListener('keydown', this.key);
    this.resizing.disconnect();
    this.plot?.destroy();
  }

  // The step that still runs is drawn dotted, from the last whole one on: what is missing from it is no fall.
  columns() {
    const last = this.data.at.length - 1;
    const whole = (values) => values.map((it, i) => (i === last && last > 0 ? null : it));
    const running = (values) => values.map((it, i) => (i >= last - 1 ? it : null));
    return [
      this.data.at, ...series.map((it) => whole(this.data[it.key])), ...series.map((it) => running(this.data[it.key])),
    ];
  }

  size() {
    return { width: Math.max(200, this.element.clientWidth), height: 196 };
  }

  fit() {
    if (this.element.clientWidth > 0) this.plot.setSize(this.size());
  }

  money(value, decimals = 2) {
    if (value == null) return '';
    return new Intl.NumberFormat('en-US', {
      style: 'currency', currency: this.data.currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals,
    }).format(value);
  }

  time(seconds) {
    const day = this.data.step === 'Day';
    return new Intl.DateTimeFormat('en-GB', {
      timeZone: this.data.zone, ...(day ? {} : { hour: '2-digit', minute: '2-digit' }),
      ...(day || this.data.step === 'Hour' ? { weekday: 'short', day: 'numeric', month: 'short' } : {}),
    }).format(seconds * 1000);
  }

  build() {
    this.plot?.destroy();
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const quiet = colour('quiet');
    const axis = { stroke: quiet, font: '12px Inter', grid: { stroke: colour('line'), width: 1 }, ticks: { show: false } };
    const points = this.data.at.length <= 16;
    this.plot = new uPlot({
      ...this.size(),
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), this.data.zone),
      padding: [12, 14, 0, 0],
      cursor: { points: { size: 7 }, drag: { x: false, y: false } },
      legend: { live: true },
      scales: { y: { range: (_, low, high) => [Math.min(0, low), Math.max(1, high * 1.08)] } },
      series: [
        { label: 'From', value: (_, at) => (at == null ? 'dotted: still running' : this.time(at)) },
        ...series.map((it) => ({
          label: it.label,
          stroke: colour(it.key),
          width: it.width,
          dash: it.dash,
          fill: it.fill ? withAlpha(colour(it.key), it.fill) : undefined,
          points: { show: points && !it.dash, size: 5, fill: colour('surface') },
          value: (_, __, ___, at) => this.money(at == null ? null : this.data[it.key][at]),
        })),
        ...series.map((it) => ({ label: '', stroke: colour(it.key), width: it.width, dash: [2, 4], points: { show: false } })),
      ],
      hooks: {
        setSeries: [(plot, index, change) => {
          if (index >= 1 && index <= series.length && change.show != null) plot.setSeries(index + series.length, { show: change.show });
        }],
      },
      axes: [
        {
          ...axis, grid: { show: false }, space: 64, size: 30,
          values: (_, splits) => splits.map((at) => this.tickOf(at)),
        },
        { ...axis, size: 62, space: 36, values: (_, splits) => splits.map((it) => this.money(it, splits.some((x) => x % 1) ? 2 : 0)) },
      ],
    }, this.columns(), this.element);
  }

  tickOf(seconds) {
    const parts = { timeZone: this.data.zone };
    const clock = new Intl.DateTimeFormat('en-GB', { ...parts, hour: '2-digit', minute: '2-digit' }).format(seconds * 1000);
    const day = new Intl.DateTimeFormat('en-GB', { ...parts, day: 'numeric', month: 'short' }).format(seconds * 1000);
    return this.data.step === 'Day' || (clock === '00:00' && this.data.step !== 'Minute') ? day : clock;
  }

  // Arrows walk the points and say their values.
  walk(event) {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const last = this.data.at.length - 1;
    const at = this.plot.cursor.idx ?? (event.key === 'ArrowLeft' ? last + 1 : -1);
    const next = Math.min(last, Math.max(0, at + (event.key === 'ArrowLeft' ? -1 : 1)));
    this.plot.setCursor({ left: this.plot.valToPos(this.data.at[next], 'x'), top: 10 });
    const said = document.getElementById(this.element.getAttribute('aria-describedby'));
    if (said) {
      said.textContent = `${this.time(this.data.at[next])}: ${series.map((it) => `${it.label} ${this.money(this.data[it.key][next])}`).join(', ')}`;
    }
  }
}

function withAlpha(hex, alpha) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}
