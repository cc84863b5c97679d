namespace Streaming.LoadTest.Options;

internal enum Command
{
    Sse,
    WebSocket,
    Csv,
    Publish,
}
