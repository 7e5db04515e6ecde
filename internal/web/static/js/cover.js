// Covers a page whose holder is signed out by now, by time or in another tab. What has
// been written in it stays, and is shown again when the same person is signed in.
//
// <section data-cover="1800" data-holder="id" hidden>…</section>
// <div data-left hidden></div> on the page that is shown to whoever has signed out

const tabs = "BroadcastChannel" in window ? new BroadcastChannel("samspel") : null;
const cover = document.querySelector("[data-cover]");

if (cover) watch(cover);
else if (document.querySelector("[data-left]")) tabs?.postMessage({ left: true });

function watch(cover) {
  const lives = Number(cover.dataset.cover) * 1000;
  const holder = cover.dataset.holder;
  let used = Date.now();

  const here = () => {
    used = Date.now();
    tabs?.postMessage({ holder });
  };
  const show = (covered) => {
    if (cover.hidden !== covered) return;
    cover.hidden = !covered;
    document.body.classList.toggle("s-covered", covered);
    if (covered) cover.querySelector("h2").focus();
  };
  const look = () => { if (Date.now() - used >= lives) show(true); };

  if (tabs) tabs.onmessage = ({ data }) => {
    if (data.left || data.holder !== holder) return show(true);
    used = Date.now();
    show(false);
  };
  // Whatever the page has sent by itself has kept the session too.
  addEventListener("samspel-used", here);
  addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", look);
  setInterval(look, 10000);
  here();
}
