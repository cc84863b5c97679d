namespace Streaming.Server.Transports.Results;

/// <summary>The options for sending a sequence as a file that the client downloads.</summary>
internal sealed record RowOptions
{
    public static readonly RowOptions Default = new();

    /// <summary>The name of the downloaded file without its extension; null for the last part of the request's path.</summary>
    public string? FileName { get; init; }

    /// <summary>Whether an apostrophe is written before text in a CSV file that a spreadsheet may run as a formula.</summary>
    public bool EscapeFormulas { get; init; } = true;

    /// <summary>Whether a CSV file starts with a byte order mark, by which Excel detects UTF-8.</summary>
    public bool ByteOrderMark { get; init; }
}
