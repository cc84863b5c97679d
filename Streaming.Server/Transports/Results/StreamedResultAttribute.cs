using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.Net.Http.Headers;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.Results;

/// <summary>
/// Marks an action that returns an <see cref="IAsyncEnumerable{T}"/>. The items of the sequence are sent in the format that the client
/// requests: the format in <c>?format=</c> (<c>json</c>, <c>ndjson</c>, <c>csv</c> or <c>events</c>), otherwise the format in the header
/// <c>Accept</c>, otherwise JSON.
/// </summary>
/// <remarks>
/// The items that are available are sent together, before the server waits for the next item. While the client accepts no bytes, no item is
/// requested from the sequence. When the client disconnects or the server stops, the sequence is cancelled. If the sequence fails after the
/// first byte was sent, the connection is aborted, so that an incomplete response never looks complete.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StreamedResultAttribute : Attribute, IActionFilter, IApiResponseMetadataProvider
{
    private static readonly RowFormat[] s_all = [RowFormat.Json, RowFormat.Ndjson, RowFormat.Csv, RowFormat.Events];

    private readonly FormatChoice _choice;

    /// <summary>Marks an action whose items are sent as a stream, and selects the available formats.</summary>
    /// <param name="formats">The names of the formats in which the items are available. The first one is the default. Without names, all
    /// formats are available, and JSON is the default.</param>
    /// <exception cref="ArgumentException">The name of a format is not known.</exception>
    public StreamedResultAttribute(params string[] formats)
    {
        Offered = formats.Length == 0 ? s_all : [.. formats.Select(Parse)];
        _choice = new FormatChoice(Offered);
    }

    /// <summary>
    /// The name of the downloaded CSV or NDJSON file, without its extension (default: the last part of the request's path). An action can
    /// also set the response header <c>Content-Disposition</c> itself.
    /// </summary>
    public string? FileName { get; set; }

    /// <summary>
    /// Whether an apostrophe is written before text in a CSV file that a spreadsheet may run as a formula (default true).
    /// </summary>
    public bool EscapeFormulas { get; set; } = true;

    /// <summary>Whether a CSV file starts with a byte order mark, by which Excel detects UTF-8 (default false).</summary>
    public bool ByteOrderMark { get; set; }

    /// <inheritdoc/>
    Type? IApiResponseMetadataProvider.Type => null;

    /// <inheritdoc/>
    int IApiResponseMetadataProvider.StatusCode => StatusCodes.Status200OK;

    /// <summary>The formats in which the items are available. The first one is the default.</summary>
    internal IReadOnlyList<RowFormat> Offered { get; }

    /// <inheritdoc/>
    void IApiResponseMetadataProvider.SetContentTypes(MediaTypeCollection contentTypes)
    {
        contentTypes.Clear();
        foreach (var format in Offered)
            contentTypes.Add(format.MediaType);
    }

    /// <inheritdoc/>
    /// <exception cref="RefusalException">The items are not available in a format that the request names or accepts.</exception>
    void IActionFilter.OnActionExecuting(ActionExecutingContext context) =>
        // The format is checked before the action runs, so that a request with an unknown format does no work.
        context.HttpContext.Items[typeof(StreamedResultAttribute)] = _choice.Of(context.HttpContext.Request);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The action has returned another object than a sequence.</exception>
    void IActionFilter.OnActionExecuted(ActionExecutedContext context)
    {
        if (context.Result is not ObjectResult { StatusCode: null or < 300, Value: { } value } result)
            return;
        var http = context.HttpContext;
        var (format, contentType) = ((RowFormat, string))http.Items[typeof(StreamedResultAttribute)]!;
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        if (value is IAsyncEnumerable<Message>)
        {
            // A sequence of messages is written by the formatters of messages, which know all formats. The content type of the result and
            // the header Accept are replaced, so that they select the format that was chosen above.
            result.ContentTypes.Clear();
            result.ContentTypes.Add(contentType);
            http.Request.Headers.Accept = contentType.Split(';')[0];
            return;
        }

        var options = new RowOptions { FileName = FileName, EscapeFormulas = EscapeFormulas, ByteOrderMark = ByteOrderMark };
        context.Result = SequenceResult.Create(value, result.DeclaredType, format, contentType, options)
            ?? throw new InvalidOperationException(
                $"{context.ActionDescriptor.DisplayName} has the attribute StreamedResult and returned {value.GetType()}; " +
                "return an IAsyncEnumerable<T>.");
    }

    private static RowFormat Parse(string name) => Array.Find(s_all, format => string.Equals(format.Name, name, StringComparison.Ordinal))
        ?? throw new ArgumentException(
            $"The format '{name}' is not known; use some of {string.Join(", ", s_all.Select(format => format.Name))}.", nameof(name));
}
