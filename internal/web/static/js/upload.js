// Sends the files of a form when they are chosen, while the rest is being written. The
// page works the same without this: the form has a button that attaches.
//
// <div data-upload="form-id" data-field="attachments" data-part="section-id" data-button="bifoga" …>

for (const at of document.querySelectorAll("[data-upload]")) watch(at);

function watch(at) {
  const form = document.getElementById(at.dataset.upload);
  const field = document.getElementById(at.dataset.field);
  const part = document.getElementById(at.dataset.part);
  if (!form || !field || !part) return;

  const bar = document.createElement("progress");
  bar.max = 100;
  bar.hidden = true;
  const status = document.createElement("p");
  status.className = "s-small";
  status.setAttribute("role", "status");
  at.append(bar, status);
  bar.setAttribute("aria-label", label(at.dataset.sending, "{percent}", ""));

  field.addEventListener("change", () => {
    const large = [...field.files].find((file) => file.size > Number(at.dataset.limit));
    if (large) {
      field.value = "";
      return say(at.dataset.tooLarge.replace("{name}", large.name), true);
    }
    if (field.files.length > 0) send();
  });

  function send() {
    const body = new FormData(form);
    body.append("gor", at.dataset.button);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "document";
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = Math.floor((event.loaded * 100) / event.total);
      say(at.dataset.sending.replace("{percent}", bar.value), false);
    });
    request.addEventListener("load", () => arrived(request));
    request.addEventListener("error", failed);
    request.addEventListener("abort", failed);
    field.disabled = true;
    bar.hidden = false;
    request.send(body);
  }

  // The answer is the whole page, drawn again; only the part with the files is new
  // to who goes on writing in the rest.
  function arrived(request) {
    const fresh = request.response?.getElementById(part.id);
    if (!fresh) {
      const signedOut = request.responseURL.includes("/logga-in");
      return signedOut ? stop(at.dataset.signedOut) : failed();
    }
    for (const [name, value] of new FormData(form)) {
      const input = fresh.querySelector(`[name="${CSS.escape(name)}"]`);
      if (typeof value === "string" && input?.type === "text") input.value = value;
    }
    const shown = document.importNode(fresh, true);
    part.replaceWith(shown);
    if (location.pathname !== new URL(form.action).pathname) history.replaceState(null, "", form.action);
    const next = shown.querySelector("[data-upload]");
    watch(next);
    // What is wrong is said at the field, and read aloud when it gets the focus.
    if (!shown.querySelector(".ds-validation-message")) next.querySelector("[role=status]").textContent = at.dataset.done;
    document.getElementById(at.dataset.field)?.focus();
  }

  function failed() { stop(at.dataset.failed); }

  function stop(text) {
    field.disabled = false;
    field.value = "";
    bar.hidden = true;
    say(text, true);
  }

  function say(text, wrong) {
    status.classList.toggle("is-wrong", wrong);
    if (status.textContent !== text) status.textContent = text;
  }
}

function label(text, hole, value) {
  return text.replace(hole, value).trim();
}
