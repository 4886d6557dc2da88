// A part of a page that shows how far something is: it is fetched again every two seconds until it is over. Without
// script the page itself is.
const pause = 2000;

const again = async (part) => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const now = page?.querySelector("[data-live]");
  if (page && !now) {
    location.reload(); // it is over
    return;
  }
  if (now) {
    const old = part.querySelector("[data-now]");
    const fresh = now.querySelector("[data-now]");
    if (old && fresh) old.replaceWith(fresh);
  }
  setTimeout(again, pause, part);
};

const part = document.querySelector("[data-live]");
if (part) setTimeout(again, pause, part);
