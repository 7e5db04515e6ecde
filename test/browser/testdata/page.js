// What the tests ask of a page, put into it through the DevTools protocol.
// Nothing here changes the page.
globalThis.page = (() => {
  const words = (e) => e.textContent.replace(/\s+/g, " ").trim();

  const shown = (e) => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(e).visibility === "visible";
  };

  // The place to look: the whole page, or the group with this legend or heading.
  const inside = (group) => {
    if (!group) return document;
    for (const e of document.querySelectorAll("legend, h2, h3")) {
      if (words(e) === group) return e.closest("fieldset, section, form, nav, aside, div");
    }
    return null;
  };

  const labelled = (root, text) => {
    for (const e of root.querySelectorAll("label")) {
      if (words(e) === text || words(e).startsWith(text + " (")) return e.control;
    }
    return null;
  };

  // The control or link that somebody means by "Barn 2 / Förnamn".
  const find = (kind, what) => {
    const [group, text] = what.includes(" / ") ? what.split(" / ") : ["", what];
    const root = inside(group);
    if (!root) return null;
    if (kind === "field") return labelled(root, text);
    const tag = { link: "a[href]", button: "button", more: "summary" }[kind];
    return [...root.querySelectorAll(tag)].find((e) => shown(e) && words(e).startsWith(text)) ?? null;
  };

  const name = (e) => {
    if (!e || e === document.body) return "the page itself";
    const label = e.labels?.[0] ? words(e.labels[0]) : words(e) || e.getAttribute("aria-label") || "";
    return `${e.localName}${e.id ? "#" + e.id : ""} “${label.slice(0, 60)}”`;
  };

  // Whether two are radio buttons of the same question.
  const beside = (a, b) => a !== b && a.type === "radio" && b?.type === "radio" && a.name === b.name && a.form === b.form;

  // Where the keyboard is, and what is wrong with how that shows.
  const focus = () => {
    const e = document.activeElement;
    const at = { name: name(e), wrong: "", skip: e.matches(".ds-skip-link"), none: e === document.body };
    if (at.none) return at;
    const style = getComputedStyle(e);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    if (!ring && style.boxShadow === "none") at.wrong = "the focus does not show";
    const box = e.getBoundingClientRect();
    const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [box.left + box.width * x, box.top + box.height * y]));
    const seen = points.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top && (e.contains(top) || top.contains(e) && top.localName !== "body" && top.localName !== "html" || [...(e.labels ?? [])].some((l) => l.contains(top)));
    });
    if (!seen && !at.wrong) at.wrong = "something covers what has the focus";
    return at;
  };

  // What stands further right than the window reaches, when the page can be
  // pushed sideways.
  const overflow = () => {
    const root = document.scrollingElement;
    if (root.scrollWidth <= innerWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((e) => !e.ownerSVGElement && shown(e) && e.getBoundingClientRect().right > innerWidth + 0.5);
    const inner = wide.filter((e) => !wide.some((other) => other !== e && e.contains(other)));
    return inner.slice(0, 5).map((e) => `${e.localName}.${e.className?.baseVal ?? e.className} “${words(e).slice(0, 60)}” reaches ${Math.round(e.getBoundingClientRect().right)}`);
  };

  // How the page is built, in so far as axe does not ask.
  const built = () => {
    const list = [];
    if (document.querySelectorAll("h1").length !== 1) list.push("the page has not exactly one h1");
    const spoken = words(document.querySelector(".ds-skip-link")).startsWith("Skip") ? "en" : "sv";
    if (document.documentElement.lang !== spoken) list.push("the page says it is in " + document.documentElement.lang);
    if (!document.title) list.push("the page has no title");
    return list;
  };

  // What would be missing on paper.
  const unprinted = () => [...document.querySelectorAll("main h1, main h2, main h3, main p, main td, main th, main dd, main legend")]
    .filter((e) => words(e) && !e.closest(".s-noprint, .ds-sr-only, details:not([open]), .s-autosave, thead, .s-print-one .s-eyebrow") && !shown(e))
    .map((e) => `not on paper: ${e.localName} “${words(e).slice(0, 60)}”`);

  const axed = async () => {
    scrollTo(0, 0); // a bar that stays in sight covers whatever is scrolled under it
    const answer = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      rules: { "target-size": { enabled: true } },
      resultTypes: ["violations"],
      preload: false, // no rule asked for reads the style sheets once more
    });
    return answer.violations.flatMap((v) => v.nodes.slice(0, 4).map((n) =>
      `${v.id}: ${v.help}. ${n.html.slice(0, 160)} ${n.any.concat(n.all, n.none).map((c) => c.message).join("; ")}`));
  };

  // The answers that a form cannot do without, or the days in it that must exist.
  const needed = (form) => {
    const lines = [...form.querySelectorAll("textarea, input:is([type=text], [type=email], [type=password], [type=tel])")];
    if (form.matches(".s-minutes")) return []; // what somebody has written may be taken out again
    const asked = form.method === "get" ? [] : lines.filter((e) => e.labels[0] && !e.labels[0].querySelector(".s-optional"));
    return asked.length ? asked : lines.filter((e) => e.matches(".w-code"));
  };

  // The forms of the page that can be filled in wrongly, and what each asks for: where
  // it is sent, whatever it is about, and the names of its answers.
  const forms = () => [...document.querySelectorAll("main form")].flatMap((f, i) => needed(f).length ? [{
    Place: i,
    Asks: [new URL(f.action).pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, "*"),
      ...new Set([...f.elements].filter((e) => e.type !== "hidden").map((e) => e.name.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, "*")))].join(" "),
  }] : []);

  // Sends a form with nothing in it, or, where that is allowed, with a day that is none.
  const sendWrong = (i) => {
    const form = document.querySelectorAll("main form")[i];
    const wrong = needed(form);
    for (const e of form.elements) {
      if (e.type === "checkbox" || e.type === "radio") e.checked = false;
      else if (e.localName !== "button" && e.type !== "hidden") e.value = "";
    }
    if (form.method === "get" || wrong.every((e) => e.labels[0].querySelector(".s-optional"))) wrong[0].value = "31 februari";
    form.requestSubmit([...form.querySelectorAll("button")].at(-1));
  };

  // What does not stand mirrored when the page is read from right to left: the insides of
  // boxes, and what the style sheet draws beside them.
  const mirrored = () => {
    const root = document.documentElement;
    const boxes = [...document.body.querySelectorAll("*")].filter((e) => !e.ownerSVGElement && shown(e) && !getComputedStyle(e).display.startsWith("inline"));
    const drawn = (e) => ["::before", "::after"].map((p) => getComputedStyle(e, p)).filter((s) => s.content !== "none" && s.position === "absolute");
    const measure = () => boxes.map((e) => {
      const box = e.getBoundingClientRect(), style = getComputedStyle(e);
      return { left: box.left + parseFloat(style.paddingLeft), right: root.clientWidth - box.right + parseFloat(style.paddingRight), pseudo: drawn(e).map((s) => [parseFloat(s.left), parseFloat(s.right)]) };
    });
    const before = measure();
    root.dir = "rtl";
    const after = measure();
    const far = (a, b) => Math.abs(a - b) > 1.5;
    return boxes.filter((e, i) => far(before[i].left, after[i].right) || before[i].pseudo.some((p, j) => far(p[0], after[i].pseudo[j]?.[1])))
      .slice(0, 8).map((e) => `not mirrored: ${e.localName}.${e.className} “${words(e).slice(0, 60)}”`);
  };

  // The page in a language of its own that is read from right to left, a little longer
  // than ours, as translations are.
  const pseudo = () => {
    document.documentElement.lang = "ar-x-pseudo";
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (!walker.currentNode.parentElement.closest("script, style, textarea")) {
        walker.currentNode.data = walker.currentNode.data.replace(/[a-zåäö]+/gi, (w) => "شسيبل".repeat(6).slice(0, Math.ceil(w.length * 1.3)));
      }
    }
    return true;
  };

  return { mirrored, pseudo, find, beside, focus, overflow, built, unprinted, axed, forms, sendWrong, words, shown };
})();
