// What every SDK is asked for. usage of each script: node NAME.mjs '{"uris": {answer: base URL, ...}, "wait": URL}'
// Prints one line of JSON for each answer: its name, and the text, error and end that the SDK delivered.
import { spawnSync } from 'node:child_process';

const half = 'One two three ';
const { uris, wait } = JSON.parse(process.argv[2]);

// ask(url, { retries, signal }) asks for an answer: an async sequence of { text }, { end }, and { error } where that is no exception.
export const askForAll = async (ask, skipped = []) => {
  process.on('unhandledRejection', error => print('unhandled', { text: '', error: describe(error) }));
  const names = Object.keys(uris).filter(name => !skipped.includes(name));
  await Promise.all(names.filter(name => name !== 'too-slow').map(name => record(ask, name)));
  await record(ask, 'too-slow'); // it stops this process for a while
  process.exit(0);
};

const record = async (ask, name) => {
  const outcome = { text: '' };
  const leaving = new AbortController();
  try {
    for await (const { text = '', end, error } of ask(uris[name], { retries: name === 'retried' ? 1 : 0, signal: leaving.signal })) {
      outcome.text += text;
      outcome.end ??= end;
      outcome.error ??= error;
      if (outcome.text === half && text && name === 'too-slow') {
        spawnSync('curl', ['-s', wait]); // which reads nothing meanwhile
      }
      if (outcome.text === half && text && name === 'left') {
        break;
      }
    }
  } catch (error) {
    outcome.error ??= describe(error);
  }
  leaving.abort();
  outcome.text = outcome.text.slice(0, 40);
  print(name, outcome);
};

export const describe = error => error instanceof Error ? `${error.constructor.name}: ${error.message}` : String(error);

const print = (name, outcome) => console.log(JSON.stringify([name, outcome]));
