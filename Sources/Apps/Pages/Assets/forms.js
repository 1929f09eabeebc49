// What forms gain from a script; none of them needs it. Only pages with forms load it. One file, no library.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);

  // ---- Forms: what is typed stays, whatever happens ----

  // Reads or writes the browser's store, which may be switched off or full.
  const store = (method, ...values) => { try { return localStorage[method](...values); } catch { return null; } };
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const who = () => `draft ${one("[data-who]")?.dataset.who} `;
  const draftOf = (form) => who() + new URL(form.action).pathname;
  const typed = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");

  // The next page tells whether a form that leaves this one was saved.
  const sent = sessionStorage.getItem("sent");
  if (sent && one("[data-saved]")) store("removeItem", sent);
  sessionStorage.removeItem("sent");

  const restore = (form) => {
    const draft = JSON.parse(store("getItem", draftOf(form)));
    if (!draft || form.dataset.typed !== undefined) return;
    if (Date.now() - draft.at > 30 * 864e5 || JSON.stringify(draft.fields) === JSON.stringify(typed(form))) return store("removeItem", draftOf(form));
    const before = form.elements.revision?.value, left = [...draft.fields];
    for (const control of form.elements) {
      const at = left.findIndex(([name, value]) => name === control.name && (control.type !== "checkbox" || value === control.value));
      if (control.type === "checkbox") control.checked = at >= 0;
      else if (at >= 0) control.value = left[at][1];
      if (at >= 0) left.splice(at, 1);
    }
    const discard = make("button", { type: "button", className: "btn", textContent: "Discard" });
    const time = new Date(draft.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    const note = make("p", { className: "note info" }, `Your draft from ${time} is back. `, discard);
    note.setAttribute("role", "status");
    discard.onclick = () => {
      store("removeItem", draftOf(form));
      form.reset();
      if (before) form.elements.revision.value = before;
      delete form.dataset.dirty;
      note.remove();
      form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    };
    form.prepend(note);
    for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };
  addEventListener("input", ({ target }) => {
    const form = target.form;
    if (form?.dataset.draft === undefined) return;
    form.dataset.dirty = "1";
    store("setItem", draftOf(form), JSON.stringify({ at: Date.now(), fields: typed(form) }));
  });
  let leaving = false;
  addEventListener("beforeunload", (event) => { if (!leaving && one("form[data-dirty]")) event.preventDefault(); });

  // Says what happened, below whatever is being read.
  const live = document.body.appendChild(make("p", { id: "live" }));
  live.setAttribute("role", "status");
  const say = (text) => {
    live.textContent = text;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { live.textContent = ""; }, 8000);
  };
  say(sessionStorage.getItem("say") ?? "");
  sessionStorage.removeItem("say");

  // Brings a part of this page to what the answer says, and touches only what differs. A form that somebody has typed into
  // stays; it goes by the new revision if its own value is still what it was.
  const renew = (now, next) => {
    if (now.isEqualNode(next)) return;
    const form = now.tagName === "DETAILS" && one(":scope > form[data-dirty]", now);
    if (form) {
      const fresh = one(":scope > form", next), same = one("summary", now).textContent === one("summary", next)?.textContent;
      if (fresh && same && form.elements.revision) form.elements.revision.value = fresh.elements.revision.value;
      return;
    }
    const shell = (element) => element.cloneNode(false);
    if (now.tagName === "FORM" || now.children.length !== next.children.length || now.childNodes.length !== next.childNodes.length
      || !now.children.length || !shell(now).isEqualNode(shell(next))) return now.replaceWith(next);
    const parts = [...next.childNodes];
    [...now.childNodes].forEach((node, index) => {
      if (node.nodeType === 1 && parts[index].nodeType === 1) renew(node, parts[index]);
      else if (!node.isEqualNode(parts[index])) node.replaceWith(parts[index]);
    });
  };

  const complain = (form, text) => {
    one(".problems", form)?.remove();
    const note = make("p", { className: "note bad problems", textContent: text, tabIndex: -1 });
    note.setAttribute("role", "alert");
    form.prepend(note);
    note.focus();
  };

  const send = async (form, button) => {
    const body = new URLSearchParams(new FormData(form, button));
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    const where = new URL(answer.url), page = new DOMParser().parseFromString(await answer.text(), "text/html"), main = one("#main", page);
    if (!answer.ok) {
      // The login has ended: the browser takes the form along to sign in.
      if (main && one("[name=kept]", main)) { leaving = true; return form.submit(); }
      const again = main && all("form", main).find((other) => new URL(other.action, where).pathname === new URL(form.action).pathname && other.dataset.typed !== undefined);
      if (!again) return complain(form, `Not saved. ${main ? one(".lede", main)?.textContent ?? "" : `The server answered ${answer.status}.`}`);
      again.dataset.dirty = "1";
      form.replaceWith(again);
      enhance(again);
      const first = one(".problems", again);
      first.tabIndex = -1;
      return first.focus();
    }
    store("removeItem", draftOf(form));
    const said = all("[data-saved]", main), text = said.map((note) => note.textContent).join(" ");
    said.forEach((note) => note.remove());
    if (where.pathname !== location.pathname) {
      sessionStorage.setItem("say", text);
      leaving = true;
      return location.assign(where.pathname);
    }
    delete form.dataset.dirty;
    const fold = form.closest("details[id]"), token = one("[name=csrfmiddlewaretoken]", main)?.value;
    for (const field of [...all("[name=csrfmiddlewaretoken]"), ...all("[name=csrfmiddlewaretoken]", main)]) field.setAttribute("value", token);
    for (const open of all("#main details[id][open]")) {
      const next = page.getElementById(open.id);
      if (next) next.open = open !== fold;
    }
    one("#main > .note[role=status]")?.remove();
    renew(one("#main"), document.adoptNode(main));
    enhance();
    say(text);
    (where.hash ? one(where.hash)?.closest("article")?.querySelector("a, summary") : fold && document.getElementById(fold.id)?.querySelector("summary") || one("#main"))?.focus();
  };

  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.getAttribute("action") === "/accounts/logout/") {
      for (const key of Object.keys(localStorage)) if (key.startsWith(who())) store("removeItem", key);
    }
    if (!form.closest("#review, #evaluate")) {
      leaving = true;
      if (form.dataset.draft !== undefined) sessionStorage.setItem("sent", draftOf(form));
      return;
    }
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    send(form, event.submitter)
      .catch(() => complain(form, "Not saved: the server cannot be reached. What you typed is still here; send it again."))
      .finally(() => delete form.dataset.busy);
  });

  // ---- Choosing while typing ----

  // An input with a list below it (the combobox pattern); `find` gives choices for a text, `take` gets the chosen one.
  const suggest = (input, find, take) => {
    const list = make("ul", { id: `${input.id}-list`, hidden: true, className: "opts" });
    let at = -1, turn = 0, timer;
    const set = (name, value) => (value === null ? input.removeAttribute(name) : input.setAttribute(name, value));
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels?.[0]?.textContent ?? input.getAttribute("aria-label"));
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off" })) set(name, value);
    input.after(make("span", { className: "under" }, list));
    const show = (open) => {
      list.hidden = !open;
      set("aria-expanded", `${open}`);
      mark(-1);
    };
    const mark = (next) => {
      at = next;
      [...list.children].forEach((option, index) => option.setAttribute("aria-selected", `${index === at}`));
      set("aria-activedescendant", at < 0 ? null : list.children[at].id);
      list.children[at]?.scrollIntoView({ block: "nearest" });
    };
    const choose = (choice) => { show(false); take(choice); };
    const ask = async () => {
      const mine = ++turn, choices = await find(input.value.trim()).catch(() => []);
      if (mine !== turn || document.activeElement !== input) return;
      list.replaceChildren(...choices.map((choice, index) => {
        const option = make("li", { id: `${list.id}-${index}`, textContent: choice.text, onclick: () => choose(choice) });
        option.setAttribute("role", "option");
        option.choice = choice;
        return option;
      }));
      show(choices.length > 0);
    };
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
    input.addEventListener("blur", () => show(false));
    input.addEventListener("keydown", (event) => {
      const count = list.children.length, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        if (list.hidden) ask(); else mark((at + step + count) % count);
      } else if (event.key === "Enter" && !list.hidden && at >= 0) choose(list.children[at].choice);
      else if (event.key === "Escape" && !list.hidden) { show(false); event.stopPropagation(); } else return;
      event.preventDefault();
    });
  };
  const ask = async (address, options) => (await fetch(address, options)).json();

  // Boxes to tick become chips and an input; the boxes stay what is sent.
  const pick = (set) => {
    const name = one("legend", set).textContent, chips = make("div", { className: "counts picked" });
    const input = make("input", { id: `${set.id}-find`, type: "text" });
    input.setAttribute("aria-label", `${name}: type to choose`);
    const boxes = () => all("input[type=checkbox]", set), word = (box) => box.parentNode.textContent;
    const changed = (focus = input) => { draw(); focus.focus(); set.dispatchEvent(new Event("input", { bubbles: true })); boxes()[0]?.dispatchEvent(new Event("input", { bubbles: true })); };
    const draw = () => chips.replaceChildren(...boxes().filter((box) => box.checked).map((box) => {
      const chip = make("button", { type: "button", className: "btn", textContent: `${word(box)} ×`, onclick: () => { box.checked = false; changed(); } });
      chip.setAttribute("aria-label", `Remove ${word(box)}`);
      return chip;
    }));
    input.addEventListener("keydown", (event) => {
      const last = boxes().filter((box) => box.checked).pop();
      if (event.key === "Backspace" && !input.value && last) { last.checked = false; changed(); }
      if (event.key === "Enter") event.preventDefault();
    });
    for (const box of boxes()) box.parentNode.hidden = true;
    set.append(chips, input);
    suggest(input, async (text) => {
      const key = text.toLowerCase(), found = boxes().filter((box) => !box.checked && word(box).toLowerCase().includes(key)).map((box) => ({ text: word(box), box }));
      const isNew = set.dataset.add && text && !boxes().some((box) => word(box) === text);
      return isNew ? [...found, { text: `Create “${text}”`, add: text }] : found;
    }, async (choice) => {
      let box = choice.box;
      if (choice.add) {
        const headers = { "X-CSRFToken": one("[name=csrfmiddlewaretoken]", set.form).value };
        const tag = await ask(set.dataset.add, { method: "POST", headers, body: new URLSearchParams({ text: choice.add }) });
        box = make("input", { type: "checkbox", name: "tags", value: tag.text });
        set.append(make("label", { hidden: true, className: "tick" }, box, make("span", { textContent: tag.text })));
      }
      box.checked = true;
      input.value = "";
      changed();
    });
    set.form.addEventListener("reset", () => setTimeout(draw));
    draw();
  };

  const enhance = (root = document) => {
    for (const form of root.tagName === "FORM" ? [root] : all("form[data-draft]", root)) if (root !== document || !form.dataset.seen) {
      form.dataset.seen = "1";
      if (who() !== "draft undefined ") restore(form);
    }
    for (const set of all("[data-pick]:not(:has(.picked))", root)) pick(set);
    for (const input of all("[data-find]:not([role])", root)) {
      suggest(input, async (text) => (text ? (await ask(`${input.dataset.find}?q=${encodeURIComponent(text)}`)).results : []), (choice) => {
        input.value = choice.id;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
  };
  enhance();
  one("form[data-onward]")?.requestSubmit();
})();
