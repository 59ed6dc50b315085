// Next and previous match without loading the page again: by button, by n and p, and by j and k.

const bar = document.querySelector(".matches[data-count]");
const count = Number(bar?.dataset.count ?? 0);

if (bar && count) {
  const where = bar.querySelector(".where");
  const [previous, next] = [bar.querySelector(".previous"), bar.querySelector(".next")];
  const before = Number(bar.dataset.before); // matches of what stands before this page
  let at = Number(document.querySelector("mark.current")?.dataset.match ?? 0);

  const piecesOf = (number) => document.querySelectorAll(`mark[data-match="${number}"]`);

  const addressOf = (number) => {
    const address = new URL(location.href);
    address.searchParams.delete("at");
    address.searchParams.set("match", number);
    address.hash = `m${number}`;
    return address;
  };
  const go = (number) => {
    if (!piecesOf(number).length) return location.assign(addressOf(number)); // in another portion of a long text
    piecesOf(at).forEach((mark) => mark.classList.remove("current"));
    at = number;
    piecesOf(at).forEach((mark) => mark.classList.add("current"));
    where.textContent = bar.dataset.of.replace("{number}", at).replace("{count}", count);
    const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches && count < 500;
    piecesOf(at)[0]?.scrollIntoView({ block: "center", behavior: smooth ? "smooth" : "auto" });
    history.replaceState(history.state, "", addressOf(at));
  };
  if (at && !location.hash) piecesOf(at)[0]?.scrollIntoView({ block: "center" });
  const forward = () => go(((at || before) % count) + 1);
  const back = () => go((at ? at - 1 : before) || count);

  const onClick = (link, move) =>
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      move();
    });
  onClick(next, forward);
  onClick(previous, back);

  addEventListener("keydown", (event) => {
    const typing = ["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName);
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "n" || event.key === "j") forward();
    else if (event.key === "p" || event.key === "k") back();
    else return;
    event.preventDefault();
  });
}
