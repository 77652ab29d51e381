// Ask before a page with typed but unsaved text is left, for example by publishing.

const form = document.querySelector("#article_form");

if (form) {
  let unsaved = form.querySelector(".errornote") !== null;
  const typed = () => {
    unsaved = true;
  };
  form.addEventListener("input", typed);
  // The choices of autocomplete fields come as events of jQuery only.
  window.django?.jQuery(form).on("change", typed);
  form.addEventListener("submit", () => {
    unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
