// “Back” brings a page from the browser's memory, its typed text with it: but not to whoever comes after its user.
"use strict";

(() => {
  const [navigation] = performance.getEntriesByType("navigation");
  const isOfNow = () => {
    const mark = document.querySelector("meta[name=signed-in]").content;
    const cookie = document.cookie.split("; ").find((one) => one.startsWith("signed_in="));
    return (cookie?.split("=")[1] ?? "") === mark;
  };
  const leave = () => {
    if (isOfNow()) return;
    document.documentElement.hidden = true;
    location.reload();
  };
  if (navigation?.type === "back_forward") leave();
  window.addEventListener("pageshow", (event) => event.persisted && leave());
})();
