namespace Streaming.Server.Fanout.Direct;

/// <summary>A stream of messages that takes over a connection when the current HTTP request has ended.</summary>
/// <param name="Run">Runs the stream. The connection is closed when the returned task completes.</param>
/// <param name="ReadsInput">Whether the stream reads what the client sends.</param>
internal sealed record DirectStream(Func<DirectConnection, Task> Run, bool ReadsInput);
