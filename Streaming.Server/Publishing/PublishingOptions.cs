using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Publishing;

/// <summary>The configuration section <c>Publishing</c>.</summary>
public sealed class PublishingOptions
{
    /// <summary>The maximum size of a JSON body, in bytes (default 8 MiB). A streamed NDJSON body may have any length.</summary>
    [Range(1_024, 1 << 30)]
    public int MaxBatchBytes { get; set; } = 8 << 20;

    /// <summary>
    /// How long an NDJSON upload may pause between two lines (default 5 min). Within a line, <c>Access:Limits:BodyIdle</c> applies.
    /// </summary>
    [DurationRange("100ms", "1d", "m")]
    public TimeSpan UploadIdle { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The maximum number of messages in a JSON array, and in one append of an NDJSON upload (default 10,000).</summary>
    [Range(1, 100_000)]
    public int MaxBatchMessages { get; set; } = 10_000;
}
