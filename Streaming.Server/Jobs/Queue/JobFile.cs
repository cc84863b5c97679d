using Microsoft.Extensions.Options;

namespace Streaming.Server.Jobs.Queue;

/// <summary>A result that is a file, which <c>GET /jobs/{id}/result</c> then sends, with ranges.</summary>
public abstract record JobFile
{
    /// <summary>The file's name in the folder of job files.</summary>
    public required string File { get; init; }

    /// <summary>What it is called when it is downloaded.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required string ContentType { get; init; }
}
