using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Publishing;

/// <summary>Holds the limits for published messages and uploads, which are bound to the configuration section <c>Publishing</c>.</summary>
public sealed class PublishingOptions
{
    /// <summary>
    /// The maximum size in bytes of a request body with messages as JSON (default 8 MiB). An NDJSON upload (one message per line) may have
    /// any size.
    /// </summary>
    [Range(1_024, 1 << 30)]
    public int MaxBatchBytes { get; set; } = 8 << 20;

    /// <summary>
    /// The longest pause between two lines of an NDJSON upload (one message per line), by default 5 min. A pause within a line is limited
    /// by <c>Access:Limits:BodyIdle</c> instead.
    /// </summary>
    [DurationRange("100ms", "1d", "m")]
    public TimeSpan UploadIdle { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The maximum number of messages in a JSON array (default 10,000). Also the maximum number of messages of an NDJSON upload that are
    /// appended to the log at once.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxBatchMessages { get; set; } = 10_000;
}
