using Microsoft.Extensions.Options;

namespace Streaming.Server.Jobs.Queue;

/// <summary>A result of a job that is a file. <c>GET /jobs/{id}/result</c> sends this file, and supports range requests.</summary>
public abstract record JobFile
{
    /// <summary>The name of the file in the folder for files of jobs (<see cref="JobOptions.Files"/>).</summary>
    public required string File { get; init; }

    /// <summary>The name that a browser gives the file when it is downloaded.</summary>
    public required string Name { get; init; }

    /// <summary>The media type of the file, for example <c>text/csv</c>.</summary>
    public required string ContentType { get; init; }
}
