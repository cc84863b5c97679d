// Puts load on a server of the Durable Streams protocol, over plain sockets, and prints one number.
//   node load.mjs appends URL WRITERS SECONDS       appends of 200 bytes per second; each writer waits for its answer
//   node load.mjs fill URL MEGABYTES                creates a stream of that size
//   node load.mjs catch-up URL TIMES                MB/s of reading the whole stream: the median of so many times, and the first time
//   node load.mjs readers URL READERS RATE SECONDS PID    CPU time of the server process for a delivery, in microseconds, and the share delivered
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const [scenario, address, ...numbers] = process.argv.slice(2);
const url = new URL(address);
const [first, second, third, fourth] = numbers.map(Number);
const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const open = () => new Promise((resolve, reject) => {
  const socket = connect({ port: url.port, host: url.hostname, noDelay: true }, () => resolve(socket)).once('error', reject);
});
const create = contentType => fetch(url, { method: 'PUT', headers: { 'content-type': contentType } });
const message = JSON.stringify({ m: 'x'.repeat(192) });
const append = Buffer.from(`POST ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nContent-Length: ${message.length}\r\n\r\n${message}`);

// Sends an append and waits for its answer, which has no body or one with a length.
class Writer {
  constructor(socket) {
    this.socket = socket;
    this.text = '';
    socket.setEncoding('latin1').on('data', text => {
      this.text += text;
      const end = this.text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = this.text.slice(0, end);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (this.text.length < end + 4 + length) return;
      if (!/^HTTP\/1.1 20[04]/.test(head)) throw new Error(this.text);
      this.text = '';
      this.done();
    });
  }

  append() {
    return new Promise(resolve => { this.done = resolve; this.socket.write(append); });
  }
}

async function appends(writers, seconds) {
  await create('application/json');
  const all = await Promise.all(Array.from({ length: writers }, async () => new Writer(await open())));
  let count = 0;
  let until = performance.now() + 1_000;
  const run = async writer => { while (performance.now() < until) { await writer.append(); count++; } };
  await Promise.all(all.map(run));
  count = 0;
  until = performance.now() + seconds * 1_000;
  await Promise.all(all.map(run));
  console.log(Math.round(count / seconds));
}

async function fill(megabytes) {
  await create('application/octet-stream');
  const block = Buffer.alloc(1 << 20, 7);
  for (let i = 0; i < megabytes; i++) {
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: block });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  }
}

// Reads the whole stream with one raw connection, whose bytes are only counted: a complete HTTP client would cost more than the server.
async function readAll() {
  const buffer = Buffer.alloc(1 << 20);
  let [bytes, offset, began] = [0, '-1', performance.now()];
  for (let isUpToDate = false; !isUpToDate;) {
    let head = '', left = -1, tail = '';
    await new Promise((resolve, reject) => {
      const socket = connect({
        port: url.port, host: url.hostname, onread: {
          buffer, callback: (count, read) => {
            let from = 0;
            if (left < 0 && !head.includes('\r\n\r\n')) {
              const before = head.length;
              head += read.toString('latin1', 0, Math.min(count, 16_384));
              const end = head.indexOf('\r\n\r\n');
              if (end < 0) return true;
              from = end + 4 - before;
              head = head.slice(0, end + 4);
              left = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Infinity);
            }
            bytes += count - from;
            left -= count - from;
            tail = (tail + read.toString('latin1', Math.max(from, count - 8), count)).slice(-8);
            if (left <= 0 || (left === Infinity && tail.endsWith('0\r\n\r\n'))) socket.destroy();
            return true;
          },
        },
      }, () => socket.write(`GET ${url.pathname}?offset=${offset} HTTP/1.1\r\nHost: ${url.host}\r\nAccept-Encoding: identity\r\n\r\n`));
      socket.once('close', resolve).once('error', reject);
    });
    offset = /stream-next-offset: (\S+)/i.exec(head)[1];
    isUpToDate = /stream-up-to-date: true/i.test(head);
  }
  return { speed: Math.round(bytes / 1e6 / ((performance.now() - began) / 1_000)), megabytes: Math.round(bytes / 1e6) };
}

async function catchUp(times) {
  const reads = [];
  while (reads.length < times) reads.push(await readAll());
  const speeds = reads.map(read => read.speed).sort((a, b) => a - b);
  console.log(speeds[times >> 1], `first=${reads[0].speed}`, `${reads[0].megabytes}MB`);
}

// The CPU time of a process so far, in microseconds.
function cpu(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function readers(count, rate, seconds, pid) {
  await create('application/json');
  let received = 0;
  const mark = Buffer.from('"m":');
  for (let i = 0; i < count; i++) {
    const socket = await open();
    let rest = Buffer.alloc(0);
    socket.write(`GET ${url.pathname}?offset=now&live=sse HTTP/1.1\r\nHost: ${url.host}\r\nAccept: text/event-stream\r\n\r\n`);
    socket.on('data', part => {
      const all = rest.length ? Buffer.concat([rest, part]) : part;
      for (let at = all.indexOf(mark); at >= 0; at = all.indexOf(mark, at + mark.length)) received++;
      rest = Buffer.from(all.subarray(Math.max(0, all.length - mark.length + 1)));
    });
  }
  await sleep(1_000);
  const writer = new Writer(await open());
  const before = cpu(pid);
  const began = performance.now();
  let sent = 0;
  while (performance.now() - began < seconds * 1_000) {
    if (sent < (performance.now() - began) / 1_000 * rate) { await writer.append(); sent++; } else await sleep(1);
  }
  const until = performance.now() + 10_000;
  while (received < sent * count && performance.now() < until) await sleep(10);
  console.log(((cpu(pid) - before) / received).toFixed(2), `${Math.round(100 * received / (sent * count))}%of${sent}`);
}

await ({ appends, fill, 'catch-up': catchUp, readers })[scenario](first, second, third, fourth);
process.exit(0);
