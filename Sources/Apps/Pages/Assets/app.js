// What the pages gain from a script; none of them needs it. One file, no library.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const typing = (element) => element.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
  const nameIn = (link) => decodeURIComponent(link.pathname.split("/").at(-2));

  // The order by name that the server has: letters and digits, then punctuation, accents, capitals.
  const nameKey = (name) => {
    const cased = name.toLowerCase(), folded = cased.normalize("NFD").replace(/\p{M}/gu, "");
    const letters = folded.replace(/[^\p{Alphabetic}\p{N}]/gu, "");
    const others = String.fromCharCode(0x21 + Math.min([...folded].length - [...letters].length, 90));
    const capitals = [...name].map((letter) => (letter === letter.toLowerCase() ? 0 : 1)).join("");
    return [letters, others + folded, cased === folded ? "" : cased, capitals, name].join("\u0001");
  };
  const grouped = (number) => number.toLocaleString("en-GB");

  // ---- Lists: filter at once, sort in place, keep the address in step ----

  class List {
    constructor(section) {
      this.kind = section.dataset.list;
      this.form = one("[data-filter]", section);
      this.table = one("table", section);
      this.body = this.table ? this.table.tBodies[0] : one("ul", section);
      if (!this.form || !this.body) return;
      this.none = one("[data-none]", section);
      this.counts = all("[data-count]");
      this.rows = null;
      this.form.addEventListener("input", () => this.schedule());
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.apply();
        if (event.submitter === null || document.activeElement.name === "q") this.visible()[0]?.link?.focus();
      });
      this.table?.tHead.addEventListener("click", (event) => this.sort(event));
      for (const kind of ["pointerdown", "click"]) this.body.addEventListener(kind, (event) => this.keepFilter(event));
      this.body.addEventListener("pointerover", (event) => this.explain(event));
      // A page from the history keeps what was typed; its rows have to follow.
      addEventListener("pageshow", (event) => { if (event.persisted || this.differs()) this.apply(); });
    }

    // Reads the rows once, when they are first needed.
    read() {
      if (this.rows) return this.rows;
      const colours = { g: "green", a: "amber", r: "red", x: "grey" };
      this.rows = all(this.table ? "tr" : "li", this.body).map((row, position) => {
        const link = one("a", row);
        const cells = [...(row.cells ?? [row])];
        return {
          row, link, position, cells,
          text: cells.map((cell) => cell.textContent).join(" ").toLowerCase().replace(/\s+/g, " "),
          rating: colours[row.className],
          type: this.kind === "entities" ? link.pathname.split("/").at(-3) : row.dataset.type ?? (this.table ? null : "gene"),
          groups: row.dataset.d?.split(" "),
          tags: all("i", row).map((tag) => tag.textContent),
          types: all("[data-type]", row).map((chip) => chip.dataset.type),
        };
      });
      return this.rows;
    }

    query() {
      const data = new FormData(this.form);
      const query = new URLSearchParams();
      for (const name of new Set(data.keys())) {
        const value = data.getAll(name).map((v) => v.trim()).filter(Boolean).join(",");
        if (value) query.set(name, value);
      }
      // Commas between values read better than their escapes, and the server takes both.
      return query.toString().replaceAll("%2C", ",");
    }

    differs() {
      return this.query() !== location.search.slice(1).replaceAll("%2C", ",");
    }

    schedule() {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.apply());
    }

    apply() {
      const data = new FormData(this.form);
      const words = (data.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = (name) => data.getAll(name).filter(Boolean);
      const ratings = chosen("rating"), types = chosen("type"), tag = this.table && data.get("tag"), show = data.get("show");
      const status = data.get("status"), signedOff = data.get("signed_off");
      let shown = 0;
      for (const row of this.read()) {
        const fits = (this.table ? words.every((word) => row.text.includes(word)) : row.text.startsWith(words.join(" ")))
          && (!show || row.groups.includes(show))
          && (!ratings.length || ratings.includes(row.rating))
          && (!types.length || types.some((type) => type === row.type || row.types.includes(type)))
          && (!tag || row.tags.includes(tag))
          && (!status || status === (row.row.dataset.s || "public"))
          && (!signedOff || one(".ok", row.row));
        if (row.row.hidden === fits) row.row.hidden = !fits;
        if (fits) shown += 1;
      }
      if (this.none) this.none.hidden = shown > 0;
      this.count(shown);
      this.address();
    }

    // Some browsers refuse when asked too often: then a little later.
    address() {
      clearTimeout(this.later);
      const query = this.query();
      try {
        history.replaceState(history.state, "", query ? `${location.pathname}?${query}` : location.pathname);
      } catch {
        this.later = setTimeout(() => this.address(), 1000);
      }
    }

    count(shown) {
      const total = this.rows.length;
      for (const counter of this.counts) {
        counter.textContent = counter.dataset.count
          ? `${grouped(shown)} ${shown === 1 ? counter.dataset.count : counter.dataset.plural ?? `${counter.dataset.count}s`}`
          : shown === total ? `${grouped(total)} ${total === 1 ? "entity" : "entities"}` : `${grouped(shown)} of ${grouped(total)}`;
      }
    }

    visible() { return this.read().filter((row) => !row.row.hidden); }

    // The first click on a heading gives what people want of the column, the next turns it round.
    sort(event) {
      const link = event.target.closest("a[data-sort]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const name = link.dataset.sort, heading = link.closest("th");
      const column = [...heading.parentNode.cells].indexOf(heading);
      const numeric = ["reviews", "entities", "reviewed", "reviewers", "updated"].includes(name);
      const before = heading.getAttribute("aria-sort");
      const downwards = name === "list" ? before !== "descending" : before ? before === "ascending" : numeric;
      const rank = { green: 3, amber: 2, red: 1, grey: 0 };
      const key = (row) => {
        const cell = row.cells[column];
        if (name === "list") return rank[row.rating];
        if (name === "name") return nameKey(this.kind === "panels" ? row.link.textContent : nameIn(row.link));
        return numeric ? parseFloat((cell.dataset.k ?? cell.textContent).replaceAll(",", "")) : cell.textContent.trim();
      };
      const rows = this.read().map((row) => ({ row, key: key(row) }));
      const compare = (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
      rows.sort((a, b) => (downwards ? compare(b, a) : compare(a, b)) || a.row.position - b.row.position);
      this.rows = rows.map(({ row }) => row);
      this.body.append(...this.rows.map(({ row }) => row));
      for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", downwards ? "descending" : "ascending");
      this.note(name, downwards);
    }

    // The order goes into the form, and with it into the address.
    note(name, downwards) {
      const first = this.kind === "panels" ? "name" : "list";
      const plain = name === "list" ? downwards : !downwards;
      let field = one("input[name=sort]", this.form);
      if (!field) {
        field = document.createElement("input");
        field.type = "hidden";
        field.name = "sort";
        this.form.append(field);
      }
      field.value = name === first && plain ? "" : (plain ? "" : "-") + name;
      this.address();
    }

    // "Previous" and "next" on an entity's page stay within the list the reader came from.
    keepFilter(event) {
      const link = event.target.closest("tbody th a");
      if (!link || this.kind !== "entities" || link.search.includes("version=")) return;
      link.search = location.search;
    }

    // A cut text shows whole under the pointer.
    explain(event) {
      const cell = event.target.closest("td, th");
      if (cell && !cell.title && cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent.trim();
    }

    step(by) {
      const rows = this.visible();
      if (!rows.length) return;
      const at = rows.findIndex((row) => row.row.contains(document.activeElement));
      const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1);
      rows[next].link.focus();
      rows[next].row.scrollIntoView({ block: "nearest" });
    }
  }

  const section = one("[data-list]");
  const list = section && new List(section);

  // ---- Keys ----

  const keys = [
    ["/", "Go to the filter"], ["j", "Next row, or next entity"], ["k", "Row before, or entity before"],
    ["Enter", "Open the row"], ["r", "Review this entity"], ["Esc", "Clear the filter, close what is open"], ["?", "This list"],
  ];

  function help() {
    let dialog = one("dialog#keys");
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.id = "keys";
      dialog.setAttribute("aria-labelledby", "keys-h");
      const heading = document.createElement("h2");
      heading.id = "keys-h";
      heading.textContent = "Keys";
      const terms = document.createElement("dl");
      for (const [key, meaning] of keys) {
        const term = document.createElement("dt"), definition = document.createElement("dd");
        const mark = document.createElement("kbd");
        mark.textContent = key;
        term.append(mark);
        definition.textContent = meaning;
        terms.append(term, definition);
      }
      const form = document.createElement("form");
      form.method = "dialog";
      const close = document.createElement("button");
      close.className = "btn";
      close.textContent = "Close";
      form.append(close);
      dialog.append(heading, terms, form);
      document.body.append(dialog);
    }
    if (!dialog.open) dialog.showModal();
  }

  function escape() {
    for (const menu of all("details.menu[open]")) {
      menu.open = false;
      one("summary", menu).focus();
    }
    const field = document.activeElement;
    if (field?.type === "search" && field.value) {
      field.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return escape();
    if (typing(event.target) || one("dialog[open]")) return;
    const neighbour = { j: "a[rel=next]", k: "a[rel=prev]" }[event.key];
    if (event.key === "/") {
      const field = one("[data-filter] input[name=q]") || one("[role=search] input[name=q]");
      field?.focus();
      field?.select();
    } else if (event.key === "?") {
      help();
    } else if (event.key === "r" && one("#review-form")) {
      const fold = one("#review-form");
      fold.open = true;
      one("select", fold).focus();
    } else if (neighbour && list?.body) {
      list.step(event.key === "j" ? 1 : -1);
    } else if (neighbour && one(neighbour)) {
      one(neighbour).click();
    } else {
      return;
    }
    event.preventDefault();
  });

  // ---- Small things ----

  // Old addresses named tabs by "#!history".
  if (location.hash.startsWith("#!")) location.replace(`#${location.hash.slice(2) || "evaluate"}`);

  // A link into something folded unfolds it.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target && target.closest("details");
    if (fold && !fold.open) { fold.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", unfold);
  unfold();

  addEventListener("click", (event) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  // What the pointer rests on is fetched ahead, once.
  const fetched = new Set([location.pathname]);
  let waiting;
  addEventListener("pointerover", (event) => {
    clearTimeout(waiting);
    const link = event.target.closest?.("a[href]");
    if (!link || link.origin !== location.origin || !link.pathname.startsWith("/panels/")) return;
    if (navigator.connection?.saveData || fetched.has(link.href)) return;
    waiting = setTimeout(() => {
      fetched.add(link.href);
      const hint = document.createElement("link");
      hint.rel = "prefetch";
      hint.href = link.href;
      document.head.append(hint);
    }, 80);
  });
})();
