using Microsoft.AspNetCore.Mvc.Formatters;
using Streaming.Server.Hosting;
using Streaming.Server.Messages;

namespace Streaming.Server.History;

/// <summary>
/// Writes a sequence of messages as it comes. A failure after the first byte aborts the connection, so that a broken download never looks like a short one.
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
            await WriteAsync(await ((IAsyncEnumerable<Message>)context.Object!).ReadFirstAsync(life.Token), http.Response, life.Token);
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

    /// <summary>Writes all messages, flushing at once and then whenever a buffer is full.</summary>
    protected abstract Task WriteAsync(IAsyncEnumerable<Message> messages, HttpResponse response, CancellationToken cancellationToken);

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
