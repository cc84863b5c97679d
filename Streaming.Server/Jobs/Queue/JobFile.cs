using Microsoft.Extensions.Options;

namespace Streaming.Server.Jobs.Queue;

/// <summary>A result that is a file. <c>GET /jobs/{id}/result</c> sends the file, and supports ranges.</summary>
public abstract record JobFile
{
    /// <summary>The file's name in the folder of job files.</summary>
    public required string File { get; init; }

    /// <summary>The file name for the download.</summary>
    public required string Name { get; init; }

    /// <summary>The media type.</summary>
    public required string ContentType { get; init; }
}
