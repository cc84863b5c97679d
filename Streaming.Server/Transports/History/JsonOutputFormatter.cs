namespace Streaming.Server.Transports.History;

/// <summary>Writes the messages of a topic to the response as one JSON array.</summary>
internal sealed class JsonOutputFormatter() : JsonLinesFormatter(MediaType, extension: null)
{
    public const string MediaType = "application/json";

    public override ReadOnlySpan<byte> Open => "["u8;

    public override ReadOnlySpan<byte> Between => ",\n"u8;

    public override ReadOnlySpan<byte> Close(bool any) => "]\n"u8;
}
