// The SPARQL editor: YASGUI in the place of the plain form. Nothing but this server is asked.
const place = document.getElementById("yasgui");
const plain = document.getElementById("plain");

// Terms and prefixes of the page, so that completion needs no service elsewhere.
async function terms() {
  const answer = await fetch(place.dataset.terms);
  return answer.json();
}

// YASQE's own completers of properties and classes ask a service; these know our vocabulary and the prefixes.
function complete(Yasqe, known) {
  const own = (from, name, values) => Yasqe.forkAutocompleter(from, { name, bulk: true, get: async () => values });
  own("property", "kg-properties", known.properties);
  own("class", "kg-classes", known.classes);
  own("prefixes", "kg-prefixes", Object.entries(known.prefixes).map(([name, iri]) => `${name}: <${iri}>`));
  Yasqe.defaults.autocompleters = ["variables", "kg-properties", "kg-classes", "kg-prefixes"];
  Yasqe.defaults.prefixCcApi = "";
}

// Tab leaves the editor, as it leaves any other field; indenting has Ctrl-].
function keepTabFree(yasqe) {
  yasqe.setOption("extraKeys", { ...yasqe.getOption("extraKeys"), Tab: false, "Shift-Tab": false });
}

// What we have a page for leads there: entity, claim, article.
function linkToPages(base) {
  for (const link of place.querySelectorAll(".yasr a[href]")) {
    if (!link.getAttribute("href").startsWith(base)) continue;
    link.href = `/${link.getAttribute("href").slice(base.length)}`;
    link.removeAttribute("target");
  }
}

// What a screen reader needs to know of it.
function name(yasqe) {
  yasqe.getInputField().setAttribute("aria-label", plain.querySelector("label").firstChild.textContent.trim());
  yasqe.getScrollerElement().tabIndex = 0;
}

async function start() {
  const Yasgui = window.Yasgui.default ?? window.Yasgui.Yasgui ?? window.Yasgui;
  const known = await terms();
  complete(Yasgui.Yasqe, known);
  Yasgui.Yasqe.defaults.value = place.dataset.query;
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
  yasqe.setValue(place.dataset.query);
  yasqe.setSize(null, 320);
  keepTabFree(yasqe);
  name(yasqe);
  tab.getYasr().on("drawn", () => linkToPages(known.base));
  plain.hidden = true;
  place.dataset.ready = "yes";
}

if (window.Yasgui) start();
