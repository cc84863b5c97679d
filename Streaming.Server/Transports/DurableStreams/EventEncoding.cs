namespace Streaming.Server.Transports.DurableStreams;

/// <summary>The encoding of data in server-sent events, which follows from the content type of the stream.</summary>
internal enum EventEncoding
{
    /// <summary>One JSON array for each event.</summary>
    Json,

    /// <summary>The text, one line of the event for each line.</summary>
    Text,

    /// <summary>Base64, for all other bytes.</summary>
    Base64,
}
