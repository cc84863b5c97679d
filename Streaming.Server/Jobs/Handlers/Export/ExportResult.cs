using System.ComponentModel.DataAnnotations;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Handlers.Export;

/// <summary>Contains the result of a job of type <c>export</c>: the file, and the numbers of its rows and bytes.</summary>
internal sealed record ExportResult : JobFile
{
    public required long Rows { get; init; }

    public required long Bytes { get; init; }
}
