using System.Globalization;

namespace Streaming.Server.Commands.Client;

/// <summary>Downloads the messages of a topic in a format in which an interrupted download cannot be continued (CSV and JSON).</summary>
internal static class PlainDownload
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Downloads the messages of a topic, and writes them to the output.</summary>
    /// <exception cref="CommandException">The connection broke before the download was complete.</exception>
    public static async Task RunAsync(
        ServerClient client, HistoryRequest request, Stream output, DownloadProgress? progress, TextWriter notes,
        CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, request.Path);
        using var response = await client.SendAsync(message, cancellationToken);
        await GapNote.WriteAsync(response, notes);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BufferBytes];
        var total = 0L;
        while (await ReadAsync(body, buffer, total, cancellationToken) is > 0 and var count)
        {
            await output.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            total += count;
            if (progress is not null)
                await progress.AddAsync(count, messages: 0);
        }
    }

    private static async Task<int> ReadAsync(Stream body, byte[] buffer, long total, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new CommandException(
                string.Create(CultureInfo.InvariantCulture, $"The download broke off after {total} bytes and is not complete. Run the ") +
                "command again, or use --format ndjson, which continues by itself.", inner: e);
        }
    }
}
