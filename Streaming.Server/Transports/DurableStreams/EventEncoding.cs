namespace Streaming.Server.Transports.DurableStreams;

/// <summary>The encoding of data in server-sent events, which follows from the content type of the stream.</summary>
internal enum EventEncoding
{
    /// <summary>The data of each event is one JSON array with the messages of the event.</summary>
    Json,

    /// <summary>The text, one line of the event for each line.</summary>
    Text,

    /// <summary>Base64, for all other bytes.</summary>
    Base64,
}
