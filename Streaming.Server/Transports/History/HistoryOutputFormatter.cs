using Microsoft.AspNetCore.Mvc.Formatters;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.History;

/// <summary>
/// Writes a sequence of messages to an HTTP response, one page at a time. If an error occurs after the first byte, aborts the connection.
/// Otherwise the client would take an incomplete download for a complete one.
/// </summary>
internal abstract partial class HistoryOutputFormatter : OutputFormatter
{
    private readonly string? _extension;

    /// <param name="mediaType">The media type of the response.</param>
    /// <param name="extension">
    /// The extension of the downloaded file, or null if browsers show the response instead of saving it as a file.
    /// </param>
    protected HistoryOutputFormatter(string mediaType, string? extension)
    {
        SupportedMediaTypes.Add(mediaType);
        _extension = extension;
    }

    public override async Task WriteResponseBodyAsync(OutputFormatterWriteContext context)
    {
        var http = context.HttpContext;
        using var ending = http.RequestServices.GetRequiredService<StreamLifetime>().Begin(http);
        Prepare(http);
        // The response to a HEAD request has only headers, so the log is not read.
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        try
        {
            await (context.Object is LogRange history ? WriteAsync(history, http, ending.Token)
                : WriteAsync((IAsyncEnumerable<Message>)context.Object!, http, ending.Token));
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected.
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            http.Abort();
        }
        catch (Exception e) when (http.Response.HasStarted)
        {
            LogBroken(http.RequestServices.GetRequiredService<ILogger<HistoryOutputFormatter>>(), e);
            http.Abort();
        }
    }

    protected override bool CanWriteType(Type? type) => typeof(IAsyncEnumerable<Message>).IsAssignableFrom(type);

    /// <summary>Creates the writer that encodes the messages of one response.</summary>
    protected abstract IHistoryWriter CreateWriter(HttpResponse response);

    private async Task WriteAsync(LogRange history, HttpContext http, CancellationToken cancellationToken)
    {
        var limits = http.RequestServices.GetRequiredService<PageLimits>();
        var output = http.Response.BodyWriter;
        using var pages = new DownloadPages(history, limits);
        await using var writer = CreateWriter(http.Response);
        for (var isFirst = true; await WritePageAsync(pages, writer, limits.Downloads, isFirst, cancellationToken); isFirst = false)
            await pages.FlushAsync(output, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    // Writes messages that come from the hosting application and not from the log. Each message is sent before the next one is awaited.
    private async Task WriteAsync(IAsyncEnumerable<Message> messages, HttpContext http, CancellationToken cancellationToken)
    {
        await using var writer = CreateWriter(http.Response);
        await writer.BeginAsync(cancellationToken);
        await foreach (var message in messages.WithCancellation(cancellationToken))
        {
            await writer.WriteAsync([message], cancellationToken);
            await http.Response.BodyWriter.FlushAsync(cancellationToken);
        }

        await writer.EndAsync(cancellationToken);
        await http.Response.BodyWriter.FlushAsync(cancellationToken);
    }

    // Reading and encoding a page of messages is in a separate method. So no local variable keeps the page in memory while the server waits
    // for the client.
    private static async Task<bool> WritePageAsync(
        DownloadPages pages, IHistoryWriter writer, PageLimiter limiter, bool isFirst, CancellationToken cancellationToken)
    {
        using var permit = await limiter.AcquireAsync(cancellationToken);
        var page = await pages.ReadAsync(cancellationToken);
        // The headers are sent only after the first page was read. If the store cannot be read, the client then receives an error status
        // and not an incomplete download.
        if (isFirst)
            await writer.BeginAsync(cancellationToken);
        await (page.Count > 0 ? writer.WriteAsync(page, cancellationToken) : writer.EndAsync(cancellationToken));
        return page.Count > 0;
    }

    private void Prepare(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (_extension is null || http.Request.RouteValues["topic"] is not string topic)
            return;
        // The colon in a topic name is replaced in the name of the downloaded file, since some operating systems do not allow it there. All
        // other characters of topic names are allowed in file names.
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{topic.Replace(':', '-')}.{_extension}\"";
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to complete a download; aborted its connection.")]
    private static partial void LogBroken(ILogger logger, Exception exception);
}
