using System.Globalization;

namespace Streaming.Server.Commands.Client;

/// <summary>Describes which stored messages of a topic a command downloads.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Format">The format: <c>csv</c>, <c>ndjson</c> or <c>json</c>.</param>
/// <param name="After">The position after which the messages begin; null for the oldest.</param>
/// <param name="Before">The position before which the messages end; null for the newest.</param>
/// <param name="Limit">The maximum number of messages; null for all.</param>
/// <param name="IsNewestFirst">Whether the newest messages come first.</param>
/// <param name="Columns">The columns of CSV; null for the default.</param>
internal sealed record HistoryRequest(
    string Topic, string Format, string? After, string? Before, long? Limit, bool IsNewestFirst, string? Columns)
{
    /// <summary>The path and query of the request.</summary>
    public string Path => ServerClient.WithQuery(ServerClient.PathOf("topics/{0}/messages", Topic),
        ("format", Format), ("after", After), ("before", Before), ("limit", Limit?.ToString(CultureInfo.InvariantCulture)),
        ("order", IsNewestFirst ? "desc" : null), ("columns", Columns));

    /// <summary>Returns the request for the messages that follow a downloaded one.</summary>
    /// <param name="position">The position of the last downloaded message.</param>
    /// <param name="count">The number of messages that this request has downloaded.</param>
    public HistoryRequest Following(string position, long count) => this with
    {
        After = IsNewestFirst ? After : position,
        Before = IsNewestFirst ? position : Before,
        Limit = Limit - count,
    };
}
