namespace Streaming.Server.Transports.History;

/// <summary>Writes history as one JSON message per line.</summary>
internal sealed class NdjsonOutputFormatter : JsonLinesFormatter
{
    public const string MediaType = "application/x-ndjson";

    /// <summary>Other media types of NDJSON, which publishing accepts too.</summary>
    public static readonly string[] OtherMediaTypes = ["application/ndjson", "application/jsonl"];

    public NdjsonOutputFormatter()
        : base(MediaType, "ndjson")
    {
        foreach (var mediaType in OtherMediaTypes)
            SupportedMediaTypes.Add(mediaType);
    }

    public override ReadOnlySpan<byte> Open => [];

    public override ReadOnlySpan<byte> Between => "\n"u8;

    public override ReadOnlySpan<byte> Close(bool any) => any ? "\n"u8 : [];
}
