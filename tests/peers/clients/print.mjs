// What each of these clients prints: a line of JSON for each event; "end" when the server wants no further connection.
export const print = (type, id, data) => console.log(JSON.stringify([type || 'message', id, data]));

export const end = () => {
  console.log('end');
  process.exit(0);
};
