// Saves a form to the server while it is being written. The page works the same
// without this: the form has a button that saves.
//
// <p role="status" data-autosave="form-id" data-url="/…" data-saved="Sparat {time}" …>

const pause = 1500;

for (const line of document.querySelectorAll("[data-autosave]")) {
  const form = document.getElementById(line.dataset.autosave);
  if (form) watch(form, line);
}

function watch(form, line) {
  let url = line.dataset.url;
  let timer = 0;
  let saving = false;
  let again = false;
  let last = body(form);
  let sent = false;
  // Counts on where the page before this one ended, which may have been of the same form.
  let count = Math.floor(Date.now() / 1000);

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => { sent = true; clearTimeout(timer); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });

  async function save() {
    clearTimeout(timer);
    if (sent) return;
    if (saving) { again = true; return; }
    const now = body(form);
    if (now === last) return;
    saving = true;
    try {
      const answer = await fetch(url, {
        method: "POST",
        body: new URLSearchParams(now),
        headers: { "Samspel-Autosave": String(++count) },
        redirect: "error",
        keepalive: now.length < 60000,
      });
      if (answer.status === 401) return say(line.dataset.signedOut, true);
      if (!answer.ok) return say(line.dataset.failed, true);
      last = now;
      dispatchEvent(new Event("samspel-used"));
      moved(answer.headers.get("Location"));
      say(line.dataset.saved.replace("{time}", clock()), false);
    } catch {
      say(line.dataset.failed, true);
    } finally {
      saving = false;
      if (again) { again = false; later(); }
    }
  }

  // The first save gives a draft its address. Reloading goes there too, and so
  // does sending when it went where the saves went.
  function moved(address) {
    if (!address) return;
    if (new URL(form.action).pathname === url) form.action = address;
    url = address;
    if (address !== location.pathname) history.replaceState(null, "", address);
  }

  function say(text, wrong) {
    line.classList.toggle("is-wrong", wrong);
    if (line.textContent !== text) line.textContent = text;
    if (wrong) timer = setTimeout(save, 15000);
  }
}

function body(form) {
  // Files are sent by the form itself, or by upload.js.
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();
}

function clock() {
  const lang = document.documentElement.lang;
  return new Date().toLocaleTimeString(lang === "sv" ? "sv-SE" : "en-GB", { hour: "2-digit", minute: "2-digit" })
    .replace(":", lang === "sv" ? "." : ":");
}
