using System.ComponentModel.DataAnnotations;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Handlers.Export;

/// <summary>The result of a job of type <c>export</c>.</summary>
internal sealed record ExportResult : JobFile
{
    public required long Rows { get; init; }

    public required long Bytes { get; init; }
}
