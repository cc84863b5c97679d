namespace Streaming.Server.Transports.DurableStreams;

/// <summary>The encoding of a stream's data in server-sent events, which depends on the content type of the stream.</summary>
internal enum EventEncoding
{
    /// <summary>The data of each event is one JSON array with the messages of the event.</summary>
    Json,

    /// <summary>The data is text. Each line of the text is one line of the event.</summary>
    Text,

    /// <summary>The data is neither JSON nor text, so it is encoded in Base64.</summary>
    Base64,
}
