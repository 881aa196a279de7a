/* What every page does by itself: Beijing's clock, menus that close, errors that are seen. */
"use strict";

(function () {
  const HOUR = new Intl.DateTimeFormat("zh-CN", {
    timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });

  function runClock(clock) {
    // The portal's time, not the device's: a phone may be wrong, and a trial may run at another time.
    const ahead = Date.parse(clock.dateTime) - Date.now();
    const show = () => { clock.textContent = HOUR.format(new Date(Date.now() + ahead)); };
    show();
    setInterval(show, 5000);
  }

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== except && !menu.contains(except)) menu.open = false;
    });
  }

  function onKey(event) {
    if (event.key !== "Escape") return;
    const menu = document.activeElement && document.activeElement.closest("details.menu[open]");
    closeMenus(null);
    if (menu) menu.querySelector("summary").focus();
  }

  function onClick(event) {
    closeMenus(event.target);
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(dismiss.dataset.dismiss).remove();
    const print = event.target.closest("[data-print]");
    if (print) window.print();
    const close = event.target.closest("[data-close]");
    if (close) close.closest("details").open = false;
  }

  /* A second press while the first is on its way must not send twice. */
  function onSubmit(event) {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  }

  function focusError(root) {
    const summary = root.querySelector(".error-summary, #problem > *");
    if (!summary) return;
    summary.setAttribute("tabindex", "-1");
    summary.focus();
  }

  function onSwap(event) {
    const target = event.detail.target;
    if (event.detail.xhr && event.detail.xhr.status >= 400) focusError(document);
    else if (target && target.classList && target.dataset.fresh !== undefined) target.classList.add("is-fresh");
  }

  /* After the session's end the answer is the login page: it must not be swapped into a part of this one. */
  function onAnswer(event) {
    const problem = document.getElementById("problem");
    const login = problem && problem.dataset.login;
    if (!login || new URL(event.detail.xhr.responseURL).pathname !== login) return;
    event.detail.shouldSwap = false;
    const address = `${login}?next=${encodeURIComponent(location.pathname + location.search)}`;
    // Who pressed something goes to the login; who reads or writes elsewhere on the page is only told.
    if (event.detail.requestConfig.triggeringEvent) { location.assign(address); return; }
    const link = document.createElement("a");
    link.href = address;
    link.textContent = problem.dataset.out;
    problem.replaceChildren(link);
  }

  function onLost(event) {
    const problem = document.getElementById("problem");
    if (!problem) return;
    problem.textContent = problem.dataset.lost;
    // A panel that asks by itself every minute must not pull the page away from its reader.
    if (event.detail.requestConfig.triggeringEvent) problem.scrollIntoView({ block: "center" });
  }

  function clearProblem(event) {
    const problem = document.getElementById("problem");
    const isOut = problem && new URL(event.detail.xhr.responseURL || location.href).pathname === problem.dataset.login;
    if (problem && event.detail.successful && !isOut) problem.textContent = "";
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("time[data-clock]").forEach(runClock);
    focusError(document);
  });
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("htmx:beforeSwap", onAnswer);
  document.addEventListener("htmx:afterSwap", onSwap);
  document.addEventListener("htmx:sendError", onLost);
  document.addEventListener("htmx:timeout", onLost);
  document.addEventListener("htmx:afterRequest", clearProblem);
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });
})();
