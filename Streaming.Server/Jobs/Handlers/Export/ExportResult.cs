using System.ComponentModel.DataAnnotations;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Handlers.Export;

/// <summary>An export that is done.</summary>
internal sealed record ExportResult : JobFile
{
    public required long Rows { get; init; }

    public required long Bytes { get; init; }
}
