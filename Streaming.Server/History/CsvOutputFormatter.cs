using Streaming.Server.Messages;

namespace Streaming.Server.History;

/// <summary>History as CSV.</summary>
internal sealed class CsvOutputFormatter() : HistoryOutputFormatter(MediaType, "csv")
{
    public const string MediaType = "text/csv";

    protected override async Task WriteAsync(IAsyncEnumerable<Message> messages, HttpResponse response, CancellationToken cancellationToken)
    {
        await using var csv = new MessageCsv(response.Body);
        await csv.FlushAsync(cancellationToken);
        await foreach (var message in messages.WithCancellation(cancellationToken))
            await csv.WriteAsync(message, cancellationToken);
    }
}
