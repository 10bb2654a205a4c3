// Answers calls in random order, each with the payload it was asked with and the process that answers.
import { answer, serve } from "./stdio-server.mjs";

const waiting = [];

function answerOne() {
  const [call] = waiting.splice(Math.floor(Math.random() * waiting.length), 1);
  answer(call.id, JSON.stringify({ pid: process.pid, payload: call.params.arguments.payload }));
  if (waiting.length > 0) setTimeout(answerOne, Math.random() * 2);
}

serve((call) => {
  waiting.push(call);
  if (waiting.length === 1) setTimeout(answerOne, Math.random() * 4);
});
