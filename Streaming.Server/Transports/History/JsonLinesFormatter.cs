namespace Streaming.Server.Transports.History;

/// <summary>History as JSON messages with something between them.</summary>
internal abstract class JsonLinesFormatter(string mediaType, string? extension) : HistoryOutputFormatter(mediaType, extension)
{
    /// <summary>What stands before the first message.</summary>
    public abstract ReadOnlySpan<byte> Open { get; }

    /// <summary>What stands between two messages.</summary>
    public abstract ReadOnlySpan<byte> Between { get; }

    /// <summary>What stands at the end.</summary>
    /// <param name="any">Whether there was a message.</param>
    public abstract ReadOnlySpan<byte> Close(bool any);

    protected override IHistoryWriter CreateWriter(HttpResponse response) => new JsonLinesWriter(this, response.BodyWriter);
}
