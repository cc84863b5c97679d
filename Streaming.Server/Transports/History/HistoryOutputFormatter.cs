using Microsoft.AspNetCore.Mvc.Formatters;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.History;

/// <summary>
/// Writes a sequence of messages as it comes. A failure after the first byte aborts the connection, so that a broken download never looks
/// like a short one.
/// </summary>
internal abstract partial class HistoryOutputFormatter : OutputFormatter
{
    private readonly string? _extension;

    /// <param name="mediaType">What is written.</param>
    /// <param name="extension">The extension of the file that it downloads as; null if it is shown instead.</param>
    protected HistoryOutputFormatter(string mediaType, string? extension)
    {
        SupportedMediaTypes.Add(mediaType);
        _extension = extension;
    }

    public override async Task WriteResponseBodyAsync(OutputFormatterWriteContext context)
    {
        var http = context.HttpContext;
        using var life = http.RequestServices.GetRequiredService<StreamLifetime>().Begin(http);
        Prepare(http);
        // The headers are all that is asked for; the log is not read for them.
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        try
        {
            await WriteAsync((LogRange)context.Object!, http, life.Token);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away, and the work with it.
        }
        catch (OperationCanceledException) when (life.IsCancellationRequested)
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

    /// <summary>Creates what writes one response.</summary>
    protected abstract IHistoryWriter CreateWriter(HttpResponse response);

    private async Task WriteAsync(LogRange history, HttpContext http, CancellationToken cancellationToken)
    {
        var limiter = http.RequestServices.GetRequiredService<PageLimits>().Downloads;
        var output = http.Response.BodyWriter;
        await using var writer = CreateWriter(http.Response);
        for (var isFirst = true; await WritePageAsync(history, writer, limiter, isFirst, cancellationToken); isFirst = false)
            await output.FlushAsync(cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    // A method of its own, so that nothing of the page is held while the client is waited for.
    private static async Task<bool> WritePageAsync(
        LogRange history, IHistoryWriter writer, PageLimiter limiter, bool isFirst, CancellationToken cancellationToken)
    {
        using var permit = await limiter.TakeAsync(cancellationToken);
        // The next page is read meanwhile where nobody else waits for his.
        var page = await history.ReadPageAsync(readsAhead: !limiter.IsContended, cancellationToken);
        // After the first read, so that a store that cannot be read gives an error status and not a broken download.
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
        // A colon cannot be in a file name everywhere; all other characters of a topic's name can.
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{topic.Replace(':', '-')}.{_extension}\"";
    }

    [LoggerMessage(1, LogLevel.Warning, "A download failed on the way and was cut off.")]
    private static partial void LogBroken(ILogger logger, Exception exception);
}
