// The components of GOV.UK Frontend that the pages use, started on the page and on each fragment that htmx swaps in.
import {
  Accordion,
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
} from "govuk-frontend";

const components = [
  Accordion,
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
];

// `createAll` misses a root that is itself the component, and complains of those already started: so by hand.
function start(scope) {
  if (!document.body.classList.contains("govuk-frontend-supported")) {
    return;
  }
  for (const Component of components) {
    const selector = `[data-module="${Component.moduleName}"]`;
    const found = [...scope.querySelectorAll(selector)];
    if (scope.matches?.(selector)) {
      found.unshift(scope);
    }
    for (const element of found) {
      if (!element.hasAttribute(`data-${Component.moduleName}-init`)) {
        new Component(element);
      }
    }
  }
}

// "Tick all" ticks the boxes that it names.
function tickAll(event) {
  const name = event.target.dataset.rtTicks;
  if (name) {
    for (const box of document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)) {
      box.checked = event.target.checked;
    }
  }
}

// A print button is shown only where it works.
function offerPrint() {
  for (const button of document.querySelectorAll("[data-rt-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

start(document);
offerPrint();
document.addEventListener("change", tickAll);
document.addEventListener("htmx:afterSettle", (event) => start(event.target));
