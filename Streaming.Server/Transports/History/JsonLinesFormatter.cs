namespace Streaming.Server.Transports.History;

/// <summary>Writes history as JSON messages with a separator.</summary>
internal abstract class JsonLinesFormatter(string mediaType, string? extension) : HistoryOutputFormatter(mediaType, extension)
{
    /// <summary>The bytes before the first message.</summary>
    public abstract ReadOnlySpan<byte> Open { get; }

    /// <summary>The bytes between two messages.</summary>
    public abstract ReadOnlySpan<byte> Between { get; }

    /// <summary>The bytes after the last message.</summary>
    /// <param name="any">Whether there was at least one message.</param>
    public abstract ReadOnlySpan<byte> Close(bool any);

    protected override IHistoryWriter CreateWriter(HttpResponse response) => new JsonLinesWriter(this, response.BodyWriter);
}
