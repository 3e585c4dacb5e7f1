// The theme puts each copy button into a <nav> of its own, without a name. Landmarks of a page need
// names that differ.
const label = () =>
  document.querySelectorAll("nav.md-code__nav:not([aria-label])").forEach((nav) => {
    const code = nav.querySelector("[data-clipboard-target]");
    const number = code?.dataset.clipboardTarget.match(/\d+/);
    if (number) nav.setAttribute("aria-label", `${code.title} ${Number(number[0]) + 1}`);
  });
new MutationObserver(label).observe(document.body, { childList: true, subtree: true });
label();
