const $ = id => document.getElementById(id);
let source;
let lastEventId = ''; // outlives each EventSource
let byTicket = false;

// Opens a new EventSource. The browser reconnects by itself after a lost connection, but not after any status other than 200.
async function open() {
  const query = new URLSearchParams();
  if (lastEventId) query.set('lastEventId', lastEventId); // continues after what an earlier EventSource received
  const answer = await fetch(byTicket ? 'tickets' : 'me', { method: byTicket ? 'POST' : 'GET' }).catch(() => null);
  if (answer?.status === 401 || answer?.status === 403) return show(false); // another attempt would be refused too
  if (!answer?.ok) return openLater();
  show(true);
  if (byTicket) query.set('ticket', await answer.text());

  source = new EventSource(`events/${byTicket ? 'ticket' : 'cookie'}?${query}`);
  source.onopen = () => state('open');
  source.onmessage = e => { lastEventId = e.lastEventId; add(e.data); };
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED) return state('reconnecting');
    // Refused, and the status is not reported: it may be 401 because the ticket has expired, or 503. Ask again by fetch.
    state('refused');
    openLater();
  };
}

// At a random time, so that pages that were refused together do not return together.
function openLater() { setTimeout(open, 250 + Math.random() * 1000); }

function show(isSignedIn) {
  $('sign-in').hidden = isSignedIn;
  $('signed-in').hidden = !isSignedIn;
  if (!isSignedIn) state('closed');
}

function state(text) { $('state').textContent = text; }

function add(text) {
  const row = document.createElement('li');
  row.textContent = text;
  $('log').append(row);
  row.scrollIntoView();
}

$('sign-in').onsubmit = async e => {
  e.preventDefault();
  const form = new FormData(e.target);
  byTicket = form.get('by') === 'ticket';
  await fetch('sign-in', { method: 'POST', body: form.get('name') });
  open();
};
$('sign-out').onclick = async () => {
  source.close();
  await fetch('sign-out', { method: 'POST' });
  open();
};
$('cut').onclick = () => fetch('cut', { method: 'POST' });
open();
