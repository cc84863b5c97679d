namespace Streaming.Server.Http.Rows;

/// <summary>A format in which the server sends a sequence of rows (messages, or objects of the hosting application) to a client.</summary>
/// <param name="Name">The name of the format in the query parameter <c>format</c>.</param>
/// <param name="MediaType">The media type of the format in the header <c>Accept</c>.</param>
/// <param name="Extension">The extension of the downloaded file. Null if browsers show the response and do not save it as a file.</param>
internal sealed record RowFormat(string Name, string MediaType, string? Extension)
{
    /// <summary>The format JSON: one array with all rows.</summary>
    public static readonly RowFormat Json = new("json", "application/json", Extension: null);

    /// <summary>The format NDJSON: one JSON object on each line.</summary>
    public static readonly RowFormat Ndjson = new("ndjson", "application/x-ndjson", "ndjson")
    {
        OtherMediaTypes = ["application/ndjson", "application/jsonl"],
    };

    /// <summary>The format CSV (RFC 4180), with a header row.</summary>
    public static readonly RowFormat Csv = new("csv", "text/csv", "csv") { ContentType = "text/csv; charset=utf-8" };

    /// <summary>The format of server-sent events, one event for each row.</summary>
    public static readonly RowFormat Events = new("events", EventStreamAttribute.MediaType, Extension: null);

    /// <summary>
    /// Further media types by which clients may request the format, in addition to the main one (<see cref="MediaType"/>).
    /// </summary>
    public IReadOnlyList<string> OtherMediaTypes { get; private init; } = [];

    /// <summary>
    /// The value of the response header <c>Content-Type</c>. For CSV, the value contains the character set, so that spreadsheets and
    /// browsers need not guess how the text is encoded.
    /// </summary>
    public string ContentType { get; private init; } = MediaType;
}
