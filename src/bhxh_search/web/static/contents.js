// Where a whole law is read, its table of contents shows the part that is on the screen.

const contents = document.querySelector(".contents");
const parts = document.querySelectorAll(".text.part[id]");

if (contents && parts.length) {
  const links = new Map([...contents.querySelectorAll("a[href^='#']")].map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  let shown = null;

  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target);
      const first = [...parts].find((part) => seen.has(part));
      const link = first && links.get(first.id);
      if (!link || link === shown) return;
      shown?.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      shown = link;
      const [outer, inner] = [contents.getBoundingClientRect(), link.getBoundingClientRect()];
      const isOut = inner.top < outer.top || inner.bottom > outer.bottom;
      if (isOut && contents.scrollHeight > contents.clientHeight) contents.scrollTop += inner.top - outer.top - outer.height / 3;
    },
    { rootMargin: "-112px 0px -55% 0px" },
  );
  parts.forEach((part) => watcher.observe(part));
}
