// Signs in with, or makes, a passkey. The page works the same without this: a
// password and a one-time code are always a way in.
//
// <form data-passkey="get" data-host="…" data-failed="…" data-busy="…" hidden>
//   <input type="hidden" name="answer"> … <p role="status"></p>
// </form>
// <p data-passkey-without data-elsewhere="…" data-unable="…">needs script</p>

const able = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);
const without = document.querySelector("[data-passkey-without]");

for (const form of document.querySelectorAll("[data-passkey]")) {
  const host = form.dataset.host;
  const here = location.hostname === host || location.hostname.endsWith("." + host);
  if (able && here) {
    form.hidden = false;
    without?.remove();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
  } else if (without) {
    without.textContent = here ? without.dataset.unable : without.dataset.elsewhere;
  }
}

async function ask(form) {
  const line = form.querySelector("[role=status]");
  const say = (text, wrong) => {
    line.classList.toggle("is-wrong", wrong);
    line.textContent = text;
  };
  if (form.dataset.busyNow) return;
  if (form.elements.name && !form.elements.name.value.trim()) return form.submit();
  form.dataset.busyNow = "1";
  say(form.dataset.busy, false);
  try {
    const make = form.dataset.passkey === "create";
    const email = document.querySelector("input[type=email]")?.value.trim() ?? "";
    const answer = await fetch(form.getAttribute("action") + "/borja", {
      method: "POST",
      body: new URLSearchParams(email && !make ? { email } : {}),
    });
    if (answer.status === 401 || answer.status === 403 || answer.redirected) return location.reload();
    if (!answer.ok) throw new Error();
    const options = await answer.json();
    const credential = make
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    form.elements.answer.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch {
    say(form.dataset.failed, true);
  } finally {
    delete form.dataset.busyNow;
  }
}
