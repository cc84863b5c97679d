namespace Streaming.Server.Transports.Results;

/// <summary>
/// Implemented by objects that are sent as server-sent events, to set the id and the type of the event. Implement the interface explicitly,
/// so that these properties do not become columns in the other formats.
/// </summary>
public interface IStreamedEvent
{
    /// <summary>
    /// The id of the event, which a client that reconnects sends in the header <c>Last-Event-ID</c>; null for none. The id must not contain
    /// a line end.
    /// </summary>
    string? Id { get; }

    /// <summary>The type of the event; null for the default type <c>message</c>. The type must not contain a line end.</summary>
    string? Type { get; }
}
