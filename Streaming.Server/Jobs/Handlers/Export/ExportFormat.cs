using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Jobs.Handlers.Export;

/// <summary>How rows are written.</summary>
internal enum ExportFormat
{
    Csv,
    Ndjson,
}
