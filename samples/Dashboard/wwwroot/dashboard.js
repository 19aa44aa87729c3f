import { Chart } from './chart.js';

const $ = id => document.getElementById(id);
const chart = new Chart($('chart'));
const counts = { events: 0, reconnects: 0, late: 0, gaps: 0 };
let lastEventId = '';
let opened = false;

const handlers = {
  price({ at, price }) {
    $('price').textContent = price.toFixed(2);
    if (chart.add(at, price) && counts.reconnects) count('late');
    if ($('all').checked) feed('price', price.toFixed(2), at);
  },
  build({ at, name, number, percent, state }) {
    const row = $(`build-${name}`) ?? newBuild(name);
    row.dataset.state = state;
    row.querySelector('b').textContent = `${name} #${number}`;
    row.querySelector('span').textContent = state === 'running' ? `${percent} %` : state;
    row.querySelector('progress').value = percent;
    const progress = state === 'running' ? `, ${percent} %` : '';
    if (progress === '' || $('all').checked) feed('build', `${name} #${number} ${state}${progress}`, at);
  },
  chat({ at, text }) { feed('chat', text, at); },

  // The server reports that events are missing: after a restart it does not know the last event ID.
  'sse-gap'({ reason, after, count: missing }) {
    const topic = after.split('/')[0];
    count('gaps');
    if (topic === 'prices') chart.gap();
    feed('sse-gap', `${topic}: ${missing ?? 'some'} events are missing here (${reason}); the available history follows`);
  },
};

function connect() {
  // An EventSource resumes by itself. After a fatal response, a new one is created with the last event ID.
  const source = new EventSource(`events${lastEventId && `?lastEventId=${encodeURIComponent(lastEventId)}`}`);
  source.onopen = () => {
    if (opened) count('reconnects');
    show('open', opened ? 'resumed' : 'connected');
    opened = true;
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
    show(source.readyState === EventSource.CLOSED ? 'closed' : 'connecting', 'lost; reconnecting');
  };
  for (const [type, handle] of Object.entries(handlers)) {
    source.addEventListener(type, e => {
      lastEventId = e.lastEventId;
      $('id').textContent = lastEventId;
      count('events');
      handle(JSON.parse(e.data));
      if (!counts.reconnects) chart.clearLate();
    });
  }
}

function show(state, text) {
  if ($('state').dataset.state === state && opened) return;
  $('state').dataset.state = state;
  $('state').textContent = state === 'connecting' && opened ? 'reconnecting' : state;
  feed('connection', text);
}

function feed(type, text, at = Date.now()) {
  const list = $('feed');
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const row = document.createElement('li');
  row.className = type;
  for (const [tag, content] of [['time', new Date(at).toTimeString().slice(0, 8)], ['b', type], ['span', text]]) {
    row.append(Object.assign(document.createElement(tag), { textContent: content }));
  }
  list.append(row);
  while (list.children.length > 300) list.firstChild.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function newBuild(name) {
  const row = document.createElement('div');
  row.id = `build-${name}`;
  row.className = 'build';
  row.innerHTML = '<b></b><span></span><progress max="100"></progress>';
  $('builds').append(row);
  return row;
}

function count(name) { $(name).textContent = ++counts[name]; }

$('cut').onclick = () => fetch('cut', { method: 'POST' });
$('say').onsubmit = e => {
  e.preventDefault();
  fetch('chat', { method: 'POST', body: new FormData(e.target).get('text') });
  e.target.reset();
};
connect();
