"""A stream and a room as one would write them with FastAPI: one queue for each reader, nothing kept."""
import asyncio
from collections import defaultdict

from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse

app = FastAPI()
readers = defaultdict(set)


@app.post("/publish")
async def publish(topic: str, request: Request):
    message = (await request.body()).decode()
    for queue in readers[topic]:
        queue.put_nowait(message)
    return Response(status_code=204)


@app.get("/events")
async def events(topic: str):
    queue = asyncio.Queue()
    readers[topic].add(queue)

    async def stream():
        try:
            yield ": welcome\n\n"
            while True:
                yield f"data: {await queue.get()}\n\n"
        finally:
            readers[topic].discard(queue)

    return StreamingResponse(stream(), media_type="text/event-stream")


@app.websocket("/room")
async def room(socket: WebSocket, topic: str):
    await socket.accept()
    queue = asyncio.Queue()
    readers[topic].add(queue)

    async def send():
        while True:
            await socket.send_text(await queue.get())

    sender = asyncio.create_task(send())
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        pass
    finally:
        sender.cancel()
        readers[topic].discard(queue)
