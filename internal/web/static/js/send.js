// Sends no words where nobody takes them. A form that is sent while the server is out of
// reach leaves for the browser's own error page, and what was written may be lost on the
// way back. So the server is asked first, and if it does not answer the form stays as it
// is. Nothing is kept on the device. Without script the browser sends as it always does.
//
// <p data-send hidden>No contact just now…</p>

const patience = 8000;
const line = document.querySelector("[data-send]");
let asking = false;
let sure = null;

if (line) addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (form === sure || form.method !== "post" || form.dataset.passkey || !written(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (asking) return;
  asking = true;
  const reached = await answers();
  asking = false;
  if (!reached) return say(submitter ?? form.lastElementChild);
  sure = form;
  form.requestSubmit(submitter);
  sure = null;
}, true);

function written(form) {
  return [...form.elements].some((e) => (e.localName === "textarea" || e.type === "text") && e.value.trim());
}

async function answers() {
  try {
    const answer = await fetch(import.meta.url, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(patience) });
    return answer.status < 500;
  } catch {
    return false;
  }
}

function say(beside) {
  const said = document.createElement("p");
  said.className = "s-autosave is-wrong";
  said.setAttribute("role", "alert");
  said.textContent = line.textContent;
  document.querySelector("[role=alert][data-unsent]")?.remove();
  said.dataset.unsent = "";
  (beside.closest(".s-actions, .s-savebar") ?? beside).after(said);
}
