// A fetch that repeats a request after a network failure or a 5xx, as an application does that wants each write once: the server knows repeated ones.
export function retrying(fetching) {
  const repeat = async (...args) => {
    for (;;) {
      try {
        const response = await fetching(...args);
        // The body is read here, since its connection may be cut too.
        const body = await response.arrayBuffer();
        if (response.status < 500) return new Response(body.byteLength && response.status !== 204 ? body : null, { status: response.status, headers: response.headers });
      } catch (error) {
        if (error.name === 'AbortError') throw error;
      }
      repeat.retries++;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };
  repeat.retries = 0;
  return repeat;
}
