using Microsoft.AspNetCore.Mvc.Formatters;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.History;

/// <summary>
/// Writes a sequence of messages to an HTTP response. The stored messages of a topic are written page by page, and other sequences message
/// by message.
/// </summary>
internal abstract class HistoryOutputFormatter : OutputFormatter
{
    private readonly RowFormat _format;

    /// <param name="format">The format of the response.</param>
    protected HistoryOutputFormatter(RowFormat format)
    {
        _format = format;
        SupportedMediaTypes.Add(format.ContentType);
        foreach (var mediaType in format.OtherMediaTypes)
            SupportedMediaTypes.Add(mediaType);
    }

    public override async Task WriteResponseBodyAsync(OutputFormatterWriteContext context)
    {
        var http = context.HttpContext;
        Prepare(http);
        // The response to a HEAD request has only headers, so the log is not read.
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        await RowResponse.RunAsync(http, ending => context.Object is LogRange history ? WriteAsync(history, http, ending)
            : WriteAsync((IAsyncEnumerable<Message>)context.Object!, http, ending));
    }

    protected override bool CanWriteType(Type? type) => typeof(IAsyncEnumerable<Message>).IsAssignableFrom(type);

    /// <summary>Creates the encoder of one response.</summary>
    protected abstract IMessageEncoder CreateEncoder(HttpContext http);

    private async Task WriteAsync(LogRange history, HttpContext http, CancellationToken cancellationToken)
    {
        var limits = http.RequestServices.GetRequiredService<PageLimits>();
        await using var pages = new DownloadPages(history, limits, CreateEncoder(http));
        // The headers are sent only after the first page was read. If the store cannot be read, the client then receives an error status
        // and not an incomplete download.
        var hasMore = true;
        while (hasMore)
        {
            var page = await pages.ReadAsync(cancellationToken);
            hasMore = page.Count > 0;
            await pages.SendAsync(page, http.Response.BodyWriter, cancellationToken);
        }

        await http.Response.BodyWriter.FlushAsync(cancellationToken);
    }

    private async Task WriteAsync(IAsyncEnumerable<Message> messages, HttpContext http, CancellationToken cancellationToken)
    {
        await using var writer = new EncodedRowWriter(CreateEncoder(http), http.Response.BodyWriter);
        await new SequenceWriter<Message>(writer, http.Response).RunAsync(messages, cancellationToken);
    }

    private void Prepare(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (_format.Extension is not { } extension || http.Request.RouteValues["topic"] is not string topic)
            return;
        // The colon in a topic name is replaced in the name of the downloaded file, since some operating systems do not allow it there. All
        // other characters of topic names are allowed in file names.
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{topic.Replace(':', '-')}.{extension}\"";
    }
}
