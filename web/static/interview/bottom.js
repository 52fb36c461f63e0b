// Keeps the bottom bar in view: measures its height, and the part of the page that a phone's keyboard covers.

export function keepBottomInView(bar) {
  const { style } = document.documentElement;
  const seen = globalThis.visualViewport;
  const measure = () => style.setProperty("--dock", `${bar.offsetHeight}px`);
  if (globalThis.ResizeObserver) new ResizeObserver(measure).observe(bar);
  if (!seen) return;
  const move = () => {
    const covered = seen.scale > 1 ? 0 : Math.max(0, Math.round(innerHeight - seen.height - seen.offsetTop));
    style.setProperty("--keyboard", `${covered}px`);
  };
  seen.addEventListener("resize", move);
  seen.addEventListener("scroll", move);
}
