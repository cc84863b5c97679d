namespace Streaming.Stress.Clients;

/// <summary>One server-sent event.</summary>
/// <param name="Id">The last id of the stream, which a browser sends as <c>Last-Event-ID</c>.</param>
/// <param name="Type">The type; <c>message</c> if the event has none.</param>
/// <param name="Data">The data.</param>
internal readonly record struct SseEvent(string Id, string Type, string Data);
