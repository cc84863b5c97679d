namespace Streaming.Server.Transports.Results;

/// <summary>
/// Gives a row of a streamed result the id and the type of its server-sent event. Implement the interface explicitly, so that its
/// properties are not columns of the row in the other formats.
/// </summary>
public interface IStreamedEvent
{
    /// <summary>
    /// The id of the event, which a client that reconnects sends as <c>Last-Event-ID</c>; null for none. It contains no line end.
    /// </summary>
    string? Id { get; }

    /// <summary>The type of the event; null for the default type <c>message</c>. It contains no line end.</summary>
    string? Type { get; }
}
