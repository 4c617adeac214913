// The two handles under the months: moving them writes the dates of the form, and the dates move them.
const element = (id) => document.getElementById(id);

export function ready() {
  const handles = document.querySelector(".handles");
  if (!handles) return;
  handles.hidden = false;
  fromDates();
  handles.oninput = ({ target }) => {
    keepOrder(target);
    toDates();
  };
  document.querySelector(".dates").onchange = fromDates;
}

const bars = () => document.querySelector(".bars");
const field = (name) => element("choice").elements[name];

function ends() {
  return [Number(element("first-month").value), Number(element("last-month").value), Number(bars().dataset.months) - 1];
}

/** Handles that have met: the one that is moved pushes the other no further. */
function keepOrder(moved) {
  const [first, last] = ends();
  if (first > last) moved.value = moved.id === "first-month" ? last : first;
}

/** A handle at its end restricts nothing: days before the first month, and unknown ones, are there again. */
function toDates() {
  const [first, last, end] = ends();
  field("from").value = first > 0 ? iso(first, 1) : "";
  field("to").value = last < end ? iso(last + 1, 0) : "";
  paint();
}

function fromDates() {
  const end = Number(bars().dataset.months) - 1, from = field("from").value, to = field("to").value;
  element("first-month").value = from ? place(from) : 0;
  element("last-month").value = to ? place(to) : end;
  paint();
}

function origin() {
  const [year, month] = bars().dataset.first.split("-").map(Number);
  return [year, month - 1];
}

function place(day) {
  const [year, month] = day.split("-").map(Number), [firstYear, firstMonth] = origin();
  return Math.max(0, Math.min(Number(bars().dataset.months) - 1, (year - firstYear) * 12 + month - 1 - firstMonth));
}

function iso(months, day) {
  const [year, month] = origin();
  return new Date(Date.UTC(year, month + months, day)).toISOString().slice(0, 10);
}

function paint() {
  const [first, last, end] = ends();
  for (const bar of bars().children) {
    const month = Number(bar.getAttribute("x"));
    bar.classList.toggle("out", month < first || month > last);
  }
  const spoken = new Intl.DateTimeFormat(document.documentElement.lang, { month: "long", year: "numeric", timeZone: "UTC" });
  const name = (month) => spoken.format(new Date(`${iso(month, 1)}T00:00:00Z`));
  element("first-month").setAttribute("aria-valuetext", name(first));
  element("last-month").setAttribute("aria-valuetext", name(last));
  const span = element("span");
  span.textContent = first === 0 && last === end ? span.dataset.all : `${name(first)} – ${name(last)}`;
}
