using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Jobs.Handlers.Export;

/// <summary>States the file format of an export.</summary>
internal enum ExportFormat
{
    Csv,
    Ndjson,
}
