using Streaming.Server.Jobs.Queue;

namespace Streaming.Conversion;

/// <summary>The compressed file, which GET /jobs/{id}/result sends.</summary>
public sealed record CompressResult : JobFile
{
    /// <summary>Bytes before.</summary>
    public required long Before { get; init; }

    /// <summary>Bytes after.</summary>
    public required long After { get; init; }
}
