// Leaves the site without a way back: the page that is left is not in the history.
// Without script the same link leads away, and only that is missing.
//
// <a href="/familj/lamna" data-leave>

for (const link of document.querySelectorAll("[data-leave]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    location.replace(link.href);
  });
}
