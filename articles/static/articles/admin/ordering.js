// Ordered inlines: rows are moved by dragging their handle or with two buttons; the number in
// each row's place field is what is submitted, and moves its row too.

const ROWS = {
  tabular: ":scope .form-row:not(.empty-form)",
  stacked: ":scope > .inline-related:not(.empty-form)",
};

class OrderedList {
  constructor(fieldset) {
    const type = fieldset.closest("[data-inline-type]").dataset.inlineType;
    this.selector = ROWS[type];
    this.box = type === "tabular" ? fieldset.querySelector("tbody") : fieldset;
    this.dragged = null;
    this.rows.forEach((row) => this.equip(row));
    this.sort();
    this.box.addEventListener("dragover", (event) => this.dragOver(event));
    this.box.addEventListener("drop", (event) => event.preventDefault());
    this.box.addEventListener("formset:added", (event) => {
      this.equip(event.target);
      this.number();
    });
    document.addEventListener("formset:removed", () => this.number());
  }

  get rows() {
    return [...this.box.querySelectorAll(this.selector)];
  }

  place(row) {
    return row.querySelector('[name$="-place"]');
  }

  equip(row) {
    const tools = document.createElement("span");
    tools.className = "ordered-tools";
    const handle = document.createElement("span");
    handle.className = "handle";
    handle.draggable = true;
    handle.title = "Drag to move";
    handle.textContent = "⠿";
    handle.addEventListener("dragstart", (event) => {
      this.dragged = row;
      row.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      event.dataTransfer.setDragImage(row, 0, 0);
    });
    handle.addEventListener("dragend", () => {
      row.classList.remove("dragged");
      this.dragged = null;
      this.number(true);
    });
    tools.append(handle, this.button(row, "↑", "Move up", -1), this.button(row, "↓", "Move down", 1));
    const place = this.place(row);
    place.after(tools);
    place.addEventListener("change", () => this.moveTo(row, Number(place.value) || Infinity));
  }

  button(row, text, label, step) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.setAttribute("aria-label", label);
    button.dataset.step = step;
    button.addEventListener("click", () => {
      this.move(row, step);
      button.focus();
    });
    return button;
  }

  move(row, step) {
    const rows = this.rows;
    const other = rows[rows.indexOf(row) + step];
    if (other) {
      this.put(row, other, step > 0);
      this.number(true);
    }
  }

  // A row's errors stand in a row of their own before it.
  put(row, other, after) {
    const errors = (one) =>
      one.previousElementSibling?.matches(".row-form-errors") ? one.previousElementSibling : null;
    const ownErrors = errors(row);
    if (after) other.after(row);
    else (errors(other) ?? other).before(row);
    if (ownErrors) row.before(ownErrors);
  }

  dragOver(event) {
    const over = event.target.closest?.(".form-row, .inline-related");
    const row = this.rows.find((one) => one === over || one.contains(over));
    if (!this.dragged || !row) return;
    event.preventDefault();
    if (row === this.dragged) return;
    const { top, height } = row.getBoundingClientRect();
    this.put(this.dragged, row, event.clientY > top + height / 2);
  }

  // After an error the rows come back as they were typed, not in order.
  sort() {
    const rank = (row) => Number(this.place(row).value) || Infinity;
    const sorted = this.rows.sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
    sorted.slice(1).forEach((row, index) => this.put(row, sorted[index], true));
    this.number();
  }

  moveTo(row, place) {
    const others = this.rows.filter((one) => one !== row);
    const next = others[Math.max(place, 1) - 1];
    if (next) this.put(row, next, false);
    else if (others.length) this.put(row, others.at(-1), true);
    this.number(true);
  }

  number(tell = false) {
    const rows = this.rows;
    rows.forEach((row, index) => {
      this.place(row).value = index + 1;
      const label = row.querySelector(".inline_label");
      if (label) label.textContent = `#${index + 1}`;
      row.querySelector('[data-step="-1"]').disabled = index === 0;
      row.querySelector('[data-step="1"]').disabled = index === rows.length - 1;
    });
    if (tell) this.box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

for (const fieldset of document.querySelectorAll("fieldset.ordered")) {
  if (fieldset.querySelector('[name$="-place"]')) new OrderedList(fieldset);
}
