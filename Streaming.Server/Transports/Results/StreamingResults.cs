using System.Net.ServerSentEvents;

namespace Streaming.Server.Transports.Results;

/// <summary>
/// Creates results for minimal APIs that send a sequence as a stream. They have the same features as an action with
/// <see cref="StreamedResultAttribute"/>.
/// </summary>
public static class StreamingResults
{
    /// <summary>Sends a sequence of rows as a CSV file with a header row.</summary>
    /// <typeparam name="T">The type of the rows. If it has attributes or a map of CsvHelper, these determine the columns. Otherwise each
    /// public property is a column.</typeparam>
    /// <param name="rows">The sequence of rows.</param>
    /// <param name="fileName">The name of the downloaded file without its extension; null for the last part of the request's path.</param>
    /// <param name="escapeFormulas">Whether an apostrophe is written before text that a spreadsheet may run as a formula.</param>
    /// <param name="byteOrderMark">Whether the file starts with a byte order mark, by which Excel detects UTF-8.</param>
    public static CsvResult<T> Csv<T>(
        IAsyncEnumerable<T> rows, string? fileName = null, bool escapeFormulas = true, bool byteOrderMark = false) =>
        new(rows, new RowOptions { FileName = fileName, EscapeFormulas = escapeFormulas, ByteOrderMark = byteOrderMark });

    /// <summary>Sends a sequence of rows as NDJSON: one JSON value on each line.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="rows">The sequence of rows.</param>
    /// <param name="fileName">The name of the downloaded file without its extension; null for the last part of the request's path.</param>
    public static NdjsonResult<T> Ndjson<T>(IAsyncEnumerable<T> rows, string? fileName = null) =>
        new(rows, new RowOptions { FileName = fileName });

    /// <summary>Sends a sequence of rows as one JSON array.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="rows">The sequence of rows.</param>
    public static JsonArrayResult<T> Json<T>(IAsyncEnumerable<T> rows) => new(rows);

    /// <summary>Sends a sequence of items as server-sent events.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="items">The sequence of items.</param>
    /// <param name="item">A function that returns the id, the type and the data of the event for an item. Text is sent unchanged, other
    /// data as JSON. Without this function, the item itself is the data, and its <see cref="IStreamedEvent"/> has the id and the
    /// type.</param>
    public static EventsResult<T> Events<T>(
        IAsyncEnumerable<T> items, Func<T, (string? Id, string? Type, object? Data)>? item = null) => new((_, _) => items, item);

    /// <summary>
    /// Sends a sequence of items as server-sent events. A client that reconnects continues after the last event that it has received.
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="create">A function that creates the sequence. Its arguments are the id of the last event that the client has received
    /// (null if the client does not reconnect), and a token that is cancelled when the sequence must end. If the sequence is empty for a
    /// client that reconnects, the response has status 204, after which an <c>EventSource</c> does not reconnect again.</param>
    /// <param name="item">A function that returns the id, the type and the data of the event for an item. Text is sent unchanged, other
    /// data as JSON. Without this function, the item itself is the data, and its <see cref="IStreamedEvent"/> has the id and the
    /// type.</param>
    public static EventsResult<T> Events<T>(
        Func<string?, CancellationToken, IAsyncEnumerable<T>> create,
        Func<T, (string? Id, string? Type, object? Data)>? item = null) => new(create, item);

    /// <summary>Sends a sequence of <c>SseItem</c> objects (a type of .NET) as server-sent events, with their ids and types.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="items">The sequence of items.</param>
    public static EventsResult<SseItem<T>> Events<T>(IAsyncEnumerable<SseItem<T>> items) =>
        new((_, _) => items, static each => (each.EventId, TypeOf(each.EventType), each.Data));

    /// <summary>
    /// Returns the id of the last event that a reconnecting client has received (the header <c>Last-Event-ID</c>, or the query
    /// parameter <c>lastEventId</c> of a client that cannot set headers). With this id, the action of a controller can begin its sequence
    /// after that event. Null if the client does not reconnect.
    /// </summary>
    /// <param name="request">The request of the client.</param>
    public static string? LastEventId(HttpRequest request) => Http.LastEventId.Of(request);

    private static string? TypeOf(string type) => type == SseParser.EventTypeDefault ? null : type;
}
