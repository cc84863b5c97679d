using System.Globalization;

namespace Streaming.Server.Commands.Client;

/// <summary>Describes the stored messages of a topic that the command <c>history</c> downloads.</summary>
/// <param name="Topic">The name of the topic.</param>
/// <param name="Format">The format of the download: <c>csv</c>, <c>ndjson</c> or <c>json</c>.</param>
/// <param name="After">The position after which the messages begin; null to begin with the oldest message.</param>
/// <param name="Before">The position before which the messages end; null to end with the newest message.</param>
/// <param name="From">The time from which on published messages are downloaded; null for no such limit.</param>
/// <param name="To">The time before which published messages are downloaded; null for no such limit.</param>
/// <param name="Limit">The maximum number of messages; null to download all messages.</param>
/// <param name="IsNewestFirst">Whether the newest messages come first.</param>
/// <param name="Columns">The columns of a CSV file; null for the default columns.</param>
internal sealed record HistoryRequest(
    string Topic, string Format, string? After, string? Before, string? From, string? To, long? Limit, bool IsNewestFirst,
    string? Columns)
{
    /// <summary>The path and the query of the HTTP request for these messages.</summary>
    public string Path => ServerClient.WithQuery(ServerClient.PathOf("topics/{0}/messages", Topic),
        ("format", Format), ("after", After), ("before", Before), ("from", From), ("to", To),
        ("limit", Limit?.ToString(CultureInfo.InvariantCulture)), ("order", IsNewestFirst ? "desc" : null), ("columns", Columns));

    /// <summary>Returns the request that continues an interrupted download after its last message.</summary>
    /// <param name="position">The position of the last message that was downloaded.</param>
    /// <param name="count">The number of messages that were downloaded with this request.</param>
    public HistoryRequest Following(string position, long count) => this with
    {
        After = IsNewestFirst ? After : position,
        Before = IsNewestFirst ? position : Before,
        Limit = Limit - count,
    };
}
