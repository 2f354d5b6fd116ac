const TEAS = [
  {id: "sencha", name: "Sencha Morning", kind: "green", price: 8.5, note: "Grassy and bright", color: "#8fb77a"},
  {id: "dragon", name: "Dragon Well", kind: "green", price: 12, note: "Chestnut, pan fired", color: "#a3c585"},
  {id: "jasmine", name: "Jasmine Pearl", kind: "green", price: 14, note: "Rolled by hand", color: "#c9d8a4"},
  {id: "assam", name: "Assam Gold", kind: "black", price: 7.5, note: "Malty and strong", color: "#b3713f"},
  {id: "earl", name: "Earl Grey", kind: "black", price: 9, note: "With real bergamot", color: "#7d6aa8"},
  {id: "smoke", name: "Pine Smoke", kind: "black", price: 11, note: "Dried over pine wood", color: "#5b5f6b"},
  {id: "mint", name: "Garden Mint", kind: "herbal", price: 6, note: "Two kinds of mint", color: "#6fbf9c"},
  {id: "chamomile", name: "Chamomile Night", kind: "herbal", price: 6.5, note: "For the last hour", color: "#e6c65c"},
  {id: "rooibos", name: "Rooibos Orange", kind: "herbal", price: 7, note: "Sweet orange peel", color: "#d7763d"},
];
const money = value => value.toFixed(2) + " €";
const basket = () => JSON.parse(sessionStorage.getItem("basket") || "{}");
function keep(items) {
  sessionStorage.setItem("basket", JSON.stringify(items));
  showCount();
}
function add(id, by = 1) {
  const items = basket();
  items[id] = Math.max(0, (items[id] || 0) + by);
  if (!items[id]) delete items[id];
  keep(items);
}
const total = () => Object.entries(basket()).reduce(
  (sum, [id, count]) => sum + count * TEAS.find(tea => tea.id === id).price, 0);
function showCount() {
  const count = Object.values(basket()).reduce((sum, one) => sum + one, 0);
  for (const place of document.querySelectorAll("#count")) place.textContent = count;
}
function leaf(tea) {
  return `<svg viewBox="0 0 240 110" aria-hidden="true"><rect width="240" height="110" fill="${tea.color}33"/>
    <path d="M70 92C70 40 110 16 176 14C180 66 146 98 92 92M70 96L140 44" fill="${tea.color}" stroke="#fff" stroke-width="3"/></svg>`;
}
showCount();
