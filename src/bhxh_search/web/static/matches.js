// Next and previous match without loading the page again: by button, by n and p, and by j and k. And no marks at all.

const bar = document.querySelector(".matches[data-count]");
const count = Number(bar?.dataset.count ?? 0);

/** Change the address of this page, and with it that of the page in the other language or another theme. */
function tell(change) {
  const address = new URL(location.href);
  change(address);
  history.replaceState(history.state, "", address);
  document.querySelectorAll("a[hreflang], [data-theme-choice]").forEach((link) => changeLink(link, change));
}

function changeLink(link, change) {
  const address = new URL(link.href);
  change(address);
  link.href = address;
}

/** Do this instead of what a link leads to, unless that is to be opened elsewhere. */
function onClick(link, act) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    act();
  });
}

if (bar && count) {
  const where = bar.querySelector(".where");
  const [previous, next] = [bar.querySelector(".previous"), bar.querySelector(".next")];
  const before = Number(bar.dataset.before); // matches of what stands before this page
  const marks = [...document.querySelectorAll("mark[data-match]")];
  let at = Number(document.querySelector("mark.current")?.dataset.match ?? 0);

  const piecesOf = (number) => document.querySelectorAll(`mark[data-match="${number}"]`);

  const written = (number) => number.toLocaleString(document.documentElement.lang); // as the server writes it

  /** What makes an address that of a match, or with 0 of none but of what was gone to. */
  const leadTo = (number) => (address) => {
    address.searchParams.delete(number ? "at" : "match");
    if (number) address.searchParams.set("match", number);
    address.hash = number ? `m${number}` : location.hash;
  };
  /** Let a match be the current one, or with 0 none. */
  const choose = (number) => {
    piecesOf(at).forEach((mark) => mark.classList.remove("current"));
    at = number;
    piecesOf(at).forEach((mark) => mark.classList.add("current"));
    where.textContent = at ? bar.dataset.of.replace("{number}", written(at)).replace("{count}", written(count)) : bar.dataset.all;
  };
  /** Bring a match to the middle of the screen. */
  const show = (mark) => {
    const distance = Math.abs(mark.getBoundingClientRect().top - innerHeight / 2);
    // Parts on a long way are drawn only while it is gone, and its end moves: who goes far jumps.
    const smooth = distance < 2 * innerHeight && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    mark.scrollIntoView({ block: "center", behavior: smooth ? "smooth" : "auto" });
  };
  const go = (number) => {
    if (!piecesOf(number).length) {
      const address = new URL(location.href); // in another portion of a long text
      leadTo(number)(address);
      return location.assign(address);
    }
    choose(number);
    show(piecesOf(at)[0]);
    tell(leadTo(at));
  };
  if (at && !location.hash) piecesOf(at)[0]?.scrollIntoView({ block: "center" });

  /** What the end of the address names. */
  const named = () => {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null; // no text is written so
    }
  };
  /** Where on the screen reading begins: below the bar at the top, or at what was gone to. */
  const readFrom = () => {
    const top = Math.max(document.querySelector(".top").getBoundingClientRect().bottom, 0);
    const part = named()?.getBoundingClientRect().top;
    // A line of the part before may stand above it; at the end of the page even more.
    const page = document.documentElement;
    const isAtEnd = scrollY + innerHeight >= page.scrollHeight - 1;
    const lowest = isAtEnd ? innerHeight : parseFloat(getComputedStyle(page).scrollPaddingTop) + 1;
    return part > top && part <= lowest ? part : top;
  };
  /** The number of the first match at or after what is on the screen, or else of the one after this page. */
  const firstHere = () => {
    const top = readFrom();
    // What is in a part that is not drawn yet has no place of its own.
    const isPassed = (one) => one && one.getBoundingClientRect().bottom <= top;
    const mark = marks.find((one) => !isPassed(one.closest(".part")) && !isPassed(one));
    return Number(mark?.dataset.match ?? Number(marks.at(-1)?.dataset.match ?? before) + 1);
  };
  const forward = () => go(((at || firstHere() - 1) % count) + 1);
  const back = () => go((at || firstHere()) - 1 || count);

  // Who goes to a part goes on from there; who comes back to a match, from it; and who comes back to where nothing was
  // gone to, from what the address says.
  const follow = () => {
    const target = location.hash ? named() : null;
    if (location.hash && !target?.closest(".document")) return;
    choose(Number(target ? (target.dataset.match ?? 0) : new URLSearchParams(location.search).get("match")));
    tell(leadTo(at));
  };
  addEventListener("hashchange", follow);
  addEventListener("popstate", follow);

  onClick(next, forward);
  onClick(previous, back);

  addEventListener("keydown", (event) => {
    if (!bar.isConnected || document.documentElement.dataset.keys === "off") return;
    const typing = ["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName);
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "n" || event.key === "j") forward();
    else if (event.key === "p" || event.key === "k") back();
    else return;
    event.preventDefault();
  });
}

// Take the marks away and nothing else: who reads stays where they read.
if (bar) {
  onClick(bar.querySelector(".off"), () => {
    const unmark = (address) => {
      address.searchParams.delete("match");
      address.searchParams.set("marks", "0");
      if (/^#m\d+$/.test(address.hash)) address.hash = "";
    };
    tell(unmark);
    const isOfResults = (link) => new URL(link.href).searchParams.has("q");
    const others = [...document.querySelectorAll("main a[href^='/document?']:not(.on)")].filter(isOfResults);
    others.forEach((link) => changeLink(link, unmark));
    document.querySelectorAll(".document mark").forEach((mark) => mark.replaceWith(...mark.childNodes));
    bar.remove();
    const on = document.querySelector(".back .on");
    on.hidden = false;
    on.focus({ preventScroll: true });
  });
}
