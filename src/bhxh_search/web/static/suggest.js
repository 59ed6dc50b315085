// Completion in the search box: a combobox with a listbox, as WAI-ARIA's Authoring Practices describe it.

const WAIT = 60; // ms after a key before the server is asked
const MOST = 8;

/** Let the search box `box` offer completions. */
function complete(box) {
  const input = box.querySelector("input[name=q]");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let chosen = -1; // number of the option that is chosen; -1 for the text as it was typed
  let typed = input.value;
  let timer = 0;
  let request = null;

  list.id = `${input.id}-suggestions`;
  list.className = "suggested";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.lang = "vi"; // as the documents whose words these are
  list.setAttribute("aria-label", box.dataset.suggestions);
  status.className = "away";
  status.setAttribute("role", "status");
  box.append(list, status);
  const state = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(state)) input.setAttribute(name, value);

  const options = () => [...list.children];
  const isOpen = () => !list.hidden;

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    chosen = -1;
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(number) {
    const all = options();
    chosen = number;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === number)));
    if (number < 0) {
      input.value = typed;
      input.removeAttribute("aria-activedescendant");
    } else {
      input.value = all[number].dataset.value;
      input.setAttribute("aria-activedescendant", all[number].id);
      all[number].scrollIntoView({ block: "nearest" });
    }
  }

  function show(suggestions) {
    const others = suggestions.filter((text) => text !== typed.trim());
    list.replaceChildren(...others.map(option));
    chosen = -1;
    list.hidden = others.length === 0;
    input.setAttribute("aria-expanded", String(isOpen()));
    input.removeAttribute("aria-activedescendant");
    const count = others.length;
    const { found, foundOne, none } = box.dataset;
    status.textContent = count === 1 ? foundOne : count ? found.replace("{count}", count) : none;
  }

  function option(text, place) {
    const item = document.createElement("li");
    item.id = `${list.id}-${place}`;
    item.dataset.value = text;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    // What was typed is plain, what comes to it bold.
    const same = commonStart(text, typed.trimStart());
    const start = document.createElement("span");
    const rest = document.createElement("b");
    if (same < text.length) start.className = "typed";
    start.textContent = text.slice(0, same);
    rest.textContent = text.slice(same);
    item.append(start, rest);
    return item;
  }

  async function ask() {
    request?.abort();
    request = new AbortController();
    const asked = typed;
    if (!asked.trim() || asked.length > 200) return close();
    try {
      const address = `/api/v1/suggest?${new URLSearchParams({ q: asked, limit: MOST })}`;
      const answer = await fetch(address, { signal: request.signal, headers: { accept: "application/json" } });
      if (!answer.ok) return close();
      const { suggestions } = await answer.json();
      // Who has chosen one of those that were there goes on among them.
      if (asked === typed && chosen < 0 && document.activeElement === input) show(suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close(); // the server is away: the box still searches
    }
  }

  input.addEventListener("input", () => {
    typed = input.value;
    if (chosen >= 0) choose(-1); // what comes to a completion that was chosen is typed like all else
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // a Vietnamese input method is at work
    const last = options().length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen()) {
        typed = input.value;
        return void (event.key === "ArrowDown" && ask());
      }
      const step = event.key === "ArrowDown" ? 1 : -1;
      // Before the first stands what was typed.
      const next = chosen + step;
      choose(next > last ? -1 : next < -1 ? last : next);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (isOpen()) {
        event.preventDefault();
        choose(-1);
        close();
      } else input.blur();
    } else if (event.key === "Tab" || event.key === "Enter") close();
  });

  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (!item) return;
    input.value = item.dataset.value;
    close();
    input.form.requestSubmit();
  });
  input.addEventListener("blur", close);
  addEventListener("pageshow", (event) => {
    close();
    if (event.persisted) typed = input.defaultValue;
  });
}

/** How many characters of `text` are what was typed, with or without marks. */
function commonStart(text, typed) {
  const bare = (letter) => letter.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
  let place = 0;
  while (place < text.length && place < typed.length && bare(text[place]) === bare(typed[place])) place += 1;
  return place;
}

document.querySelectorAll(".search .box").forEach(complete);
