// The SPARQL editor: YASGUI in the place of the plain form. Nothing but this server is asked, and the browser keeps
// nothing. YASGUI draws itself, again with each answer; what it draws is mended where it stands.
const place = document.getElementById("yasgui");
const plain = document.getElementById("plain");
const told = place.dataset;
const words = JSON.parse(told.words); // what YASGUI says in English, in the reader's language
const language = document.documentElement.lang;
const PAGES = ["entity", "claim", "article"]; // what has a page

// Classes, properties and prefixes, so that completion needs no service elsewhere.
async function terms() {
  const answer = await fetch(told.terms);
  return answer.json();
}

const plainly = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// The terms whose IRI, name, or a word of whose label begins as what is typed; ours stay first.
function begun(known, typed, whole) {
  const sought = plainly(typed.trim());
  const called = ({ name, label }) => [name.split(":").pop(), ...label.split(/[\s’']+/)];
  return known.filter(
    (one) =>
      one.iri.startsWith(whole) ||
      one.name.startsWith(typed) ||
      (!typed.includes(":") && called(one).some((word) => plainly(word).startsWith(sought))),
  );
}

// Where nothing is typed yet, what is completed begins at the cursor: the space before it stays.
function fromHere(inner) {
  return (yasqe, token) => {
    if (token.string.trim()) return inner(yasqe, token);
    const { ch } = yasqe.getDoc().getCursor();
    return { ...token, string: "", autocompletionString: "", start: ch, end: ch, from: { ch }, to: { ch } };
  };
}

// Whether a property comes next: YASQE itself knows it only once something is typed that may be one.
function besides(inner) {
  return (yasqe) => {
    const token = yasqe.getCompleteToken();
    if (/^[?$]/.test(token.string)) return false;
    const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
    return inner(yasqe) || Boolean(before?.state?.possibleNext?.includes("a"));
  };
}

// A completer of YASQE with our terms: each written as the query names it, its label beside it.
function completer(known, { preProcessToken }) {
  const byIri = new Map(known.map((one) => [one.iri, one]));
  const written = new Map();
  return {
    bulk: false,
    persistenceId: null,
    preProcessToken: fromHere(preProcessToken),
    get: (_, token) => begun(known, token.string, token.autocompletionString).map(({ iri }) => iri),
    postProcessSuggestion: (_, token, iri) => {
      const { tokenPrefix, tokenPrefixUri, string } = token;
      let text = byIri.get(iri).name;
      if (string.startsWith("<")) text = `<${iri}>`;
      else if (tokenPrefixUri && iri.startsWith(tokenPrefixUri)) text = tokenPrefix + iri.slice(tokenPrefixUri.length);
      written.set(text, byIri.get(iri));
      return text;
    },
    postprocessHints: (_, hints) =>
      hints.map((hint) => ({ ...hint, render: (item) => drawHint(item, hint.text, written.get(hint.text).label) })),
  };
}

function drawHint(item, text, label) {
  const [name, meaning] = [text, label].map((content) => {
    const part = document.createElement("span");
    part.textContent = content;
    return part;
  });
  meaning.className = "meaning";
  item.append(name, " ", meaning);
}

// YASQE's own completers of properties and classes ask a service; these know our vocabulary and the prefixes.
function complete(Yasqe, known) {
  const prefixes = Object.entries(known.prefixes).map(([name, iri]) => `${name}: <${iri}>`);
  const { property, class: kind } = Yasqe.Autocompleters;
  const next = { isValidCompletionPosition: besides(property.isValidCompletionPosition) };
  Yasqe.forkAutocompleter("property", { name: "kg-properties", ...next, ...completer(known.properties, property) });
  Yasqe.forkAutocompleter("class", { name: "kg-classes", ...completer(known.classes, kind) });
  Yasqe.forkAutocompleter("prefixes", { name: "kg-prefixes", bulk: true, persistenceId: null, get: async () => prefixes });
  Yasqe.defaults.autocompleters = ["variables", "kg-properties", "kg-classes", "kg-prefixes"];
  Yasqe.defaults.prefixCcApi = null;
}

// The list of completions has a name, and no state that a list cannot have; the hint at it is in the reader's language.
function nameCompletion(yasqe) {
  yasqe.on("autocompletionShown", (_, widget) => {
    widget.hints.setAttribute("aria-label", told.completions);
    widget.hints.removeAttribute("aria-expanded");
    widget.hints.tabIndex = 0;
  });
  const show = yasqe.showNotification;
  yasqe.showNotification = (key, message) => show(key, words[message] ?? message);
}

// Tab leaves the editor, as it leaves any other field; indenting has Ctrl-].
function keepTabFree(yasqe) {
  yasqe.setOption("extraKeys", { ...yasqe.getOption("extraKeys"), Tab: false, "Shift-Tab": false });
}

// The address of the query, for the button that shares it; Escape closes what it opens.
function share(tab) {
  tab.getShareableLink = () => {
    const address = new URL("/editor", location);
    address.searchParams.set("query", tab.getQuery());
    return address.href;
  };
  const button = place.querySelector(".yasqe_share");
  button.addEventListener("click", () => {
    place.querySelector(".yasqe_sharePopup input").setAttribute("aria-label", told.address);
  });
  place.addEventListener("keydown", (event) => {
    const open = place.querySelector(".yasqe_sharePopup");
    if (event.key !== "Escape" || !open) return;
    open.remove();
    button.focus();
  });
}

// What we have a page for leads there; a term of a vocabulary leads nowhere; the rest, where it says, if a browser can.
function linkToPages({ base, prefixes }) {
  for (const link of place.querySelectorAll(".yasr a.iri[href]:not([data-seen])")) {
    link.dataset.seen = "yes";
    const iri = link.getAttribute("href");
    const [kind, ...id] = iri.startsWith(base) ? iri.slice(base.length).split("/") : [];
    if (PAGES.includes(kind) && id.join("/")) {
      link.href = `/${kind}/${encodeURIComponent(id.join("/"))}`;
      link.removeAttribute("target");
    } else if (!/^https?:/.test(iri) || [base, ...Object.values(prefixes)].some((start) => iri.startsWith(start))) {
      link.removeAttribute("href");
    } else {
      link.rel = "noopener noreferrer";
    }
  }
}

// What YASGUI says, in the reader's language.
function translate() {
  for (const name of ["title", "aria-label", "placeholder"]) {
    for (const one of place.querySelectorAll(`[${name}]`)) {
      const said = one.getAttribute(name);
      say(one, name, words[said] ?? said);
    }
  }
  const spoken = ".yasr_btn, .yasr_btn span, .tableControls span, .tableSizer option, .booleanResult span";
  for (const one of place.querySelectorAll(spoken)) {
    const said = one.textContent.trim();
    if (!one.firstElementChild && (words[said] ?? said) !== said) one.textContent = words[said];
  }
  const chip = place.querySelector(".yasr_response_chip");
  const [, found, , seconds] = /^(?:(\d+) results?|Response)( in ([\d.e-]+) seconds?)?$/.exec(chip.textContent) ?? [];
  const parts = [found && counted(Number(found)), seconds && lasted(Number(seconds))].filter(Boolean);
  if (parts.length) chip.textContent = parts.join(" · ");
}

function counted(found) {
  const [one, many] = told.found.split("|");
  const wording = new Intl.PluralRules(language).select(found) === "one" ? one : many;
  return wording.replace("{n}", found.toLocaleString(language));
}

const lasted = (seconds) => `${seconds.toLocaleString(language, { maximumFractionDigits: 2 })} s`;

// Sets an attribute if it says something else: what is set is seen as a change again.
function say(one, attribute, value) {
  if (one && one.getAttribute(attribute) !== value) one.setAttribute(attribute, value);
}

// What a screen reader needs to know of an answer.
function nameAnswer() {
  say(place.querySelector(".tableSizer"), "aria-label", told.rows);
  say(place.querySelector(".yasr .CodeMirror textarea"), "aria-label", told.answer);
  const results = place.querySelector(".yasr_results");
  say(results, "role", "group");
  say(results, "aria-label", told.answer);
  for (const one of [results, place.querySelector(".yasr .CodeMirror-scroll")]) say(one, "tabindex", "0"); // moved by keys
}

// Why there is no answer: the endpoint's own line, or that there is no endpoint any more.
function drawError(error, silent) {
  const line = document.createElement("pre");
  line.className = "error";
  line.setAttribute("role", "alert");
  line.textContent = silent ? told.silent : error.text;
  return line;
}

// The words of tables, and no way to another site: YASGUI's help is there, and its advice on endpoints elsewhere.
function tameAnswers(yasr) {
  yasr.rootEl.querySelector(".yasr_external_ref_btn").remove();
  for (const plugin of Object.values(yasr.plugins)) delete plugin.helpReference;
  // fetch says with a TypeError that nobody answered
  yasr.config.errorRenderers = [async (error) => drawError(error, yasr.results.error instanceof TypeError)];
  yasr.config.getPlainQueryLinkToEndpoint = undefined;
}

function speakOfTables(Yasr) {
  Object.assign(Yasr.plugins.table.defaults.tableConfig.language, {
    info: told.part,
    infoEmpty: "",
    infoFiltered: "",
    emptyTable: told.none,
    zeroRecords: told.none,
    thousands: language === "fr" ? "\u202f" : ",",
    aria: {
      orderable: told.order,
      orderableReverse: told.order,
      orderableRemove: told.order,
      paginate: {
        first: told.firstPage,
        last: told.lastPage,
        next: told.next,
        previous: told.previous,
        number: told.page,
      },
    },
  });
}

// The widths of columns that were drawn by hand are not kept: YASGUI would, in sessionStorage.
function forgetWidths({ plugins: { table } }) {
  if (table.tableResizer) table.tableResizer.store = {};
}

// What a screen reader needs to know of the editor.
function name(yasqe) {
  yasqe.getInputField().setAttribute("aria-label", told.label);
  yasqe.getScrollerElement().tabIndex = 0;
}

async function start() {
  const Yasgui = window.Yasgui.default ?? window.Yasgui.Yasgui ?? window.Yasgui;
  const known = await terms();
  complete(Yasgui.Yasqe, known);
  speakOfTables(Yasgui.Yasr);
  Yasgui.Yasqe.defaults.value = told.query;
  const endpoint = new URL("/sparql", location).href;
  const gui = new Yasgui(place, {
    requestConfig: { endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [], keys: [] },
    copyEndpointOnNewTab: true,
    populateFromUrl: false,
    persistenceId: null,
  });
  const tab = gui.getTab();
  const yasqe = tab.getYasqe();
  yasqe.setValue(told.query);
  yasqe.setSize(null, 320);
  keepTabFree(yasqe);
  name(yasqe);
  nameCompletion(yasqe);
  share(tab);
  tameAnswers(tab.getYasr());
  const mend = () => {
    linkToPages(known);
    translate();
    nameAnswer();
    forgetWidths(tab.getYasr());
  };
  mend();
  const kept = { childList: true, subtree: true, attributes: true, attributeFilter: ["title", "aria-label"] };
  new MutationObserver(mend).observe(place, kept);
  tab.on("query", () => document.getElementById("answered").replaceChildren());
  plain.hidden = true;
  told.ready = "yes";
}

if (window.Yasgui) start();
