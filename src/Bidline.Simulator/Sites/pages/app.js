// Draws itself and each of its pages without loading one, as applications do.
const pages = {
  home: '<h1>Home</h1><p id="number">Call 800-555-0102</p>',
  contact: '<h1>Contact</h1><p id="number">Write, or call <a href="tel:8005550102">800 555 0102</a></p>'
};
function draw() {
  const page = new URLSearchParams(location.search).get("page") || "home";
  document.getElementById("app").innerHTML = pages[page];
}
document.addEventListener("click", event => {
  const link = event.target.closest("nav a");
  if (!link) return;
  event.preventDefault();
  history.pushState(null, "", link.getAttribute("href"));
  draw();
});
setTimeout(draw, 300);
