using Streaming.Server.Jobs.Queue;

namespace Streaming.Conversion;

/// <summary>The result of a job that has compressed a file. <c>GET /jobs/{id}/result</c> sends the compressed file.</summary>
public sealed record CompressResult : JobFile
{
    /// <summary>The size of the uploaded file in bytes.</summary>
    public required long Before { get; init; }

    /// <summary>The size of the compressed file in bytes.</summary>
    public required long After { get; init; }
}
