namespace Streaming.Server.Transports.History;

/// <summary>
/// Writes the messages of a topic to the response as JSON objects with a separator between them. A subclass determines the separator.
/// </summary>
internal abstract class JsonLinesFormatter(string mediaType, string? extension) : HistoryOutputFormatter(mediaType, extension)
{
    /// <summary>The bytes that precede the first message.</summary>
    public abstract ReadOnlySpan<byte> Open { get; }

    /// <summary>The bytes that separate two messages.</summary>
    public abstract ReadOnlySpan<byte> Between { get; }

    /// <summary>Returns the bytes that follow the last message.</summary>
    /// <param name="any">True if at least one message was written.</param>
    public abstract ReadOnlySpan<byte> Close(bool any);

    protected override IHistoryWriter CreateWriter(HttpResponse response) => new JsonLinesWriter(this, response.BodyWriter);
}
