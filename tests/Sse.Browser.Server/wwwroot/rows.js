// For libraries that turn events into rows: notes each row.
new MutationObserver(changes => {
  for (const change of changes) {
    for (const row of change.addedNodes) {
      if (row.nodeName === 'LI') note(row.textContent);
    }
  }
}).observe(document.getElementById('rows'), { childList: true });
