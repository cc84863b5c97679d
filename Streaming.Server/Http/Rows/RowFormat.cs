namespace Streaming.Server.Http.Rows;

/// <summary>A format in which the server sends a sequence of rows (messages, or objects of the hosting application) to a client.</summary>
/// <param name="Name">The name of the format in the query parameter <c>format</c>.</param>
/// <param name="MediaType">The media type of the format in the header <c>Accept</c>.</param>
/// <param name="Extension">
/// The extension of the downloaded file, or null if browsers show the response instead of saving it as a file.
/// </param>
internal sealed record RowFormat(string Name, string MediaType, string? Extension)
{
    /// <summary>One JSON array of all rows.</summary>
    public static readonly RowFormat Json = new("json", "application/json", Extension: null);

    /// <summary>One JSON object on each line.</summary>
    public static readonly RowFormat Ndjson = new("ndjson", "application/x-ndjson", "ndjson")
    {
        OtherMediaTypes = ["application/ndjson", "application/jsonl"],
    };

    /// <summary>A CSV file (RFC 4180) with a header row.</summary>
    public static readonly RowFormat Csv = new("csv", "text/csv", "csv") { ContentType = "text/csv; charset=utf-8" };

    /// <summary>Server-sent events, one for each row.</summary>
    public static readonly RowFormat Events = new("events", EventStreamAttribute.MediaType, Extension: null);

    /// <summary>Media types, other than <see cref="MediaType"/>, by which clients may request the format.</summary>
    public IReadOnlyList<string> OtherMediaTypes { get; private init; } = [];

    /// <summary>
    /// The value of the response header <c>Content-Type</c>. That of CSV contains the character set, so that spreadsheets and browsers need
    /// not guess how the text is encoded.
    /// </summary>
    public string ContentType { get; private init; } = MediaType;
}
