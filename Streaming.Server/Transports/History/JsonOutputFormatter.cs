namespace Streaming.Server.Transports.History;

/// <summary>Writes the messages of a topic to the response as one JSON array.</summary>
internal sealed class JsonOutputFormatter() : JsonLinesFormatter(MediaType, extension: null)
{
    public const string MediaType = "application/json";

    public override ReadOnlySpan<byte> Start => "["u8;

    public override ReadOnlySpan<byte> Separator => ",\n"u8;

    public override ReadOnlySpan<byte> End(bool hasMessages) => "]\n"u8;
}
