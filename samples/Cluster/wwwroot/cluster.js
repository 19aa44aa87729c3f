const nodes = new Map();
let via = null;
let moves = 0;

// The browser reconnects by itself, with the ID of the last event. The page does nothing for that.
const events = new EventSource('events');
events.addEventListener('tick', ({ data }) => {
  const tick = JSON.parse(data);
  moves += via !== null && via !== tick.via ? 1 : 0;
  via = tick.via;
  const node = nodes.get(tick.by) ?? { last: tick.number - 1, received: 0, missed: 0, repeated: 0, row: addRow(tick.by) };
  nodes.set(tick.by, node);
  node.received++;
  node.missed += Math.max(0, tick.number - node.last - 1);
  node.repeated += tick.number <= node.last ? 1 : 0;
  node.last = Math.max(node.last, tick.number);
  show(node);
});
events.addEventListener('sse-gap', () => { document.querySelector('#gap').hidden = false; });

function addRow(name) {
  const row = document.querySelector('tbody').insertRow();
  [name, '', '', '', ''].forEach(text => { row.insertCell().textContent = text; });
  return row;
}

function show({ last, received, missed, repeated, row }) {
  [last, received, missed, repeated].forEach((value, i) => {
    row.cells[i + 1].textContent = value;
    row.cells[i + 1].className = i > 1 && value > 0 ? 'bad' : '';
  });
  document.querySelector('#via').textContent = via;
  document.querySelector('#moves').textContent = moves;
}
