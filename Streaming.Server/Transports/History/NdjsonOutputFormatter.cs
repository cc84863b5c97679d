namespace Streaming.Server.Transports.History;

/// <summary>Writes the messages of a topic to the response as NDJSON: one JSON object on each line.</summary>
internal sealed class NdjsonOutputFormatter : JsonLinesFormatter
{
    public const string MediaType = "application/x-ndjson";

    /// <summary>Media types, other than the usual one of NDJSON, by which clients may request or publish NDJSON.</summary>
    public static readonly string[] OtherMediaTypes = ["application/ndjson", "application/jsonl"];

    public NdjsonOutputFormatter()
        : base(MediaType, "ndjson")
    {
        foreach (var mediaType in OtherMediaTypes)
            SupportedMediaTypes.Add(mediaType);
    }

    public override ReadOnlySpan<byte> Start => [];

    public override ReadOnlySpan<byte> Separator => "\n"u8;

    public override ReadOnlySpan<byte> End(bool hasMessages) => hasMessages ? "\n"u8 : [];
}
