// The parts of a browser's EventSource that the Centrifugal client uses: Node has no EventSource.
export class HttpEventSource {
  #abort = new AbortController();

  constructor(address) {
    this.#read(address).catch(error => {
      if (!this.#abort.signal.aborted) this.onerror?.(error);
    });
  }

  close() {
    this.#abort.abort();
  }

  async #read(address) {
    const response = await fetch(address, { headers: { Accept: 'text/event-stream' }, signal: this.#abort.signal });
    if (!response.ok || !response.headers.get('Content-Type').startsWith('text/event-stream')) throw new Error(`status ${response.status}`);
    this.onopen?.({});
    let text = '';
    for await (const bytes of response.body.pipeThrough(new TextDecoderStream())) {
      text += bytes;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        this.onmessage?.({ data: event.split('\n').filter(line => line.startsWith('data: ')).map(line => line.slice(6)).join('\n') });
      }
    }
    throw new Error('the stream has ended');
  }
}
