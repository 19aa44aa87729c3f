// The output of each client: one line of JSON for each event, and "end" when the client stops reconnecting.
export const print = (type, id, data) => console.log(JSON.stringify([type || 'message', id, data]));

export const end = () => {
  console.log('end');
  process.exit(0);
};
