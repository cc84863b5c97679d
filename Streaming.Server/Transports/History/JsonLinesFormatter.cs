namespace Streaming.Server.Transports.History;

/// <summary>
/// Base class for formats that consist of JSON objects, one for each message of a topic. A subclass determines the bytes before the first
/// message, between two messages and after the last message.
/// </summary>
internal abstract class JsonLinesFormatter(string mediaType, string? extension) : HistoryOutputFormatter(mediaType, extension)
{
    /// <summary>The bytes that precede the first message, such as the opening bracket of a JSON array.</summary>
    public abstract ReadOnlySpan<byte> Start { get; }

    /// <summary>The bytes that separate two messages, such as a comma or a line end.</summary>
    public abstract ReadOnlySpan<byte> Separator { get; }

    /// <summary>Returns the bytes that follow the last message, such as the closing bracket of a JSON array.</summary>
    /// <param name="hasMessages">True if at least one message was written.</param>
    public abstract ReadOnlySpan<byte> End(bool hasMessages);

    protected override IHistoryWriter CreateWriter(HttpResponse response) => new JsonLinesWriter(this, response.BodyWriter);
}
