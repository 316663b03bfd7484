// Runs first in the body, so that nothing jumps: tells the stylesheet that scripts run and modules are understood.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
