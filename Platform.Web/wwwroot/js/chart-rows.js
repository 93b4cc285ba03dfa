// The rows of the trials' table that are in sight. The server makes the columns, the cells' texts and the order; which of them a brush lets pass is known here, so
// the table follows it in the same frame.
const height = 32; // px of a row, as in the style sheet
const spare = 3; // rows beyond what is seen

const chips = ["", "", "running", "", "good", "warn", "bad", ""]; // by trial status

export default class Rows {
  constructor(host, board) {
    Object.assign(this, { host, board, made: new Map(), shown: [] });
    this.body = host.querySelector("tbody");
    this.before = this.spacer();
    this.after = this.spacer();
    this.scrolled = () => { this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.place = this.look(); this.edge(); this.rows(false); }); };
    host.addEventListener("scroll", this.scrolled);
    this.size = new ResizeObserver(this.scrolled);
    this.size.observe(host);
    this.body.addEventListener("pointerover", event => this.board.point(this.rowOf(event.target)));
    this.body.addEventListener("pointerleave", () => this.board.point(-1));
    this.body.addEventListener("focusin", event => this.board.point(this.rowOf(event.target)));
    this.body.addEventListener("change", event => this.pick(this.rowOf(event.target), event.target.checked));
    this.body.addEventListener("click", event => { if (event.target.closest("button")) this.pin(this.rowOf(event.target)); });
  }

  spacer() {
    const row = document.createElement("tr");
    row.setAttribute("aria-hidden", "true");
    row.className = "spacer";
    this.body.append(row);
    return row;
  }

  dispose() {
    this.size.disconnect();
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.sticking);
  }

  // Asked once and whenever the table is scrolled or resized: in the midst of changes the browser would have to lay the page out for the answer.
  look() {
    return { tall: this.host.clientHeight, top: this.host.scrollTop };
  }

  // Whether columns lie beyond the right edge: the style sheet shows it.
  edge() {
    const { host } = this;
    host.classList.toggle("beyond", host.scrollWidth - host.clientWidth - host.scrollLeft > 1);
  }

  rowOf(target) {
    return Number(target.closest("tr")?.dataset.row ?? -1);
  }

  draw(news) {
    if (news.has("columns")) { this.made.forEach(tr => tr.remove()); this.made = new Map(); }
    const written = ["rows", "columns", "settings", "theme"].some(what => news.has(what));
    if (news.has("mask") || written) this.filter();
    if (news.has("mask") || written) this.rows(written);
    else if (news.has("hot")) this.light();
    if (["columns", "rows", "settled"].some(what => news.has(what))) this.stick();
  }

  filter() {
    const { order, pinned, mask } = this.board;
    const shown = [...pinned];
    const held = new Set(pinned);
    for (const row of order) if (mask[row] && !held.has(row)) shown.push(row);
    this.shown = shown;
    const table = this.body.parentElement;
    table.setAttribute("aria-rowcount", String(shown.length + 1));
    this.host.dataset.points = String(shown.length);
    this.host.classList.toggle("none", shown.length === 0);
  }

  // A row that stays in sight is moved, not written again: a brush lets a few come and go in each frame.
  rows(anew) {
    const { shown, made } = this;
    this.place ??= this.look();
    const seen = Math.ceil(this.place.tall / height) + 2 * spare;
    const from = Math.max(0, Math.min(Math.floor(this.place.top / height) - spare, shown.length - seen));
    const wanted = shown.slice(from, from + seen);
    const keep = new Set(wanted);
    const free = [...made.keys()].filter(row => !keep.has(row)).map(row => { const tr = made.get(row); made.delete(row); return tr; });
    this.before.style.height = `${from * height}px`;
    this.after.style.height = `${Math.max(0, shown.length - from - wanted.length) * height}px`;
    let place = this.before;
    wanted.forEach((row, i) => {
      const known = made.get(row);
      const tr = known ?? free.pop() ?? this.make();
      if (!known || anew) this.fill(tr, row);
      made.set(row, tr);
      if (place.nextSibling !== tr) place.after(tr);
      tr.ariaRowIndex = String(from + i + 2);
      place = tr;
    });
    free.forEach(tr => tr.remove());
  }

  make() {
    const tr = document.createElement("tr");
    const first = document.createElement("td");
    first.className = "pick";
    first.innerHTML = `<input type="checkbox"><button type="button" class="pin"></button><i class="swatch"></i>`;
    tr.append(first);
    for (const column of this.board.columns) {
      const td = document.createElement("td");
      td.className = `${column.right ? "right num" : ""}${column.kind === "status" ? " status" : ""}${column.pinned ? " pinned" : ""}`;
      const inner = column.kind === "trial" ? Object.assign(document.createElement("a"), { className: "name" }) : column.kind === "status" ? document.createElement("span") : td;
      if (inner !== td) td.append(inner);
      if (column.pinned) td.style.left = `var(--left-${tr.children.length})`;
      td.inner = inner;
      tr.append(td);
    }
    return tr;
  }

  fill(tr, row) {
    const { board } = this;
    const number = board.number[row];
    const [box, pin, swatch] = tr.firstChild.children;
    const [picked, pinned] = [board.picked.includes(number), board.pinned.includes(row)];
    box.checked = picked;
    box.setAttribute("aria-label", `Choose trial ${number}`);
    pin.setAttribute("aria-label", `Keep trial ${number} on top`);
    pin.setAttribute("aria-pressed", String(pinned));
    swatch.style.background = board.colour(row);
    tr.dataset.row = row;
    tr.dataset.trial = number;
    tr.className = `${picked ? "selected" : ""}${number === board.settings.best ? " best" : ""}${pinned ? " held" : ""}${row === board.hot ? " hot" : ""}`;
    board.columns.forEach((column, i) => {
      const inner = tr.children[i + 1].inner;
      const text = board.cells.get(column.key)?.[row] ?? "";
      if (inner.firstChild?.data !== text) { if (inner.firstChild) inner.firstChild.data = text; else inner.append(text); }
      if (column.kind === "trial") inner.href = board.href(row);
      else if (column.kind === "status") inner.className = `chip ${chips[board.status[row]] ?? ""}`;
      else if (column.kind === "long") inner.title = text;
    });
  }

  light() {
    for (const tr of this.made.values()) tr.classList.toggle("hot", Number(tr.dataset.row) === this.board.hot);
  }

  // Pinned columns stay at the left while the others scroll: each right of those before it. Measured when the browser has laid the table out by itself.
  stick() {
    this.sticking ||= requestAnimationFrame(() => {
      this.sticking = 0;
      const heads = [...this.host.querySelectorAll("thead th")];
      const widths = heads.map(head => head.offsetWidth);
      let left = widths[0] ?? 0;
      heads.forEach((head, i) => {
        if (!head.classList.contains("pinned")) return;
        const now = `${left}px`;
        if (this.host.style.getPropertyValue(`--left-${i}`) !== now) this.host.style.setProperty(`--left-${i}`, now);
        if (!head.style.left) head.style.left = `var(--left-${i})`;
        left += widths[i];
      });
      this.edge();
    });
  }

  pick(row, chosen) {
    const { board } = this;
    const number = board.number[row];
    board.picked = board.picked.filter(n => n !== number);
    if (chosen) board.picked.push(number);
    board.touch("settings");
    board.dotnet.invokeMethodAsync("OnPicked", board.picked);
  }

  pin(row) {
    this.board.dotnet.invokeMethodAsync("OnPinned", this.board.number[row]);
  }
}
