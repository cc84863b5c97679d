using System.ComponentModel.DataAnnotations;
using Streaming.Server.Jobs;
using Streaming.Server.Messages;

namespace Streaming.Server.Exports;

/// <summary>How rows are written.</summary>
internal enum ExportFormat
{
    Csv,
    Ndjson,
}

/// <summary>What a job of type <c>export</c> writes.</summary>
internal sealed record ExportArguments : IValidatableObject
{
    /// <summary>A topic, or a pattern with <c>*</c>.</summary>
    public required string Topics { get; init; }

    /// <summary>Only messages published at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only messages published before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary><c>csv</c> or <c>ndjson</c>.</summary>
    public ExportFormat Format { get; init; }

    /// <summary>Whether the file is gzipped.</summary>
    public bool Gzip { get; init; }

    internal string Extension => (Format == ExportFormat.Csv ? "csv" : "ndjson") + (Gzip ? ".gz" : string.Empty);

    internal string ContentType => Gzip ? "application/gzip" : Format == ExportFormat.Csv ? "text/csv; charset=utf-8" : "application/x-ndjson";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TopicPattern.IsValid(Topics))
            yield return new ValidationResult("topics is no topic and no pattern; give one such as 'room:lobby', 'room:*' or '*'.");
        if (From >= To)
            yield return new ValidationResult("from is not before to.");
    }
}

/// <summary>An export that is done.</summary>
internal sealed record ExportResult : JobFile
{
    public required long Rows { get; init; }

    public required long Bytes { get; init; }
}
