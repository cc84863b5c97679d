using System.Text.Json;
using System.Text.Json.Nodes;

namespace Streaming.Server.Commands.Client;

/// <summary>
/// Downloads the messages of a topic as NDJSON (one message on each line). If the connection breaks, the download continues after the last
/// complete line, because each line contains the position of its message.
/// </summary>
/// <param name="client">The object that sends requests to the server.</param>
/// <param name="output">The output to which the lines are written. It receives only complete lines.</param>
/// <param name="progress">The object that shows the progress of the download; null to show none.</param>
/// <param name="notes">The output for notes to the operator about broken connections and missing messages.</param>
/// <param name="time">The clock that measures the pauses between attempts to connect.</param>
internal sealed class ResumedDownload(
    ServerClient client, Stream output, DownloadProgress? progress, TextWriter notes, TimeProvider time)
{
    private const int Attempts = 10;
    private const int BufferBytes = 64 * 1024;

    private byte[] _buffer = new byte[BufferBytes];
    private byte[] _lastLine = [];

    /// <summary>Downloads the messages of a topic, and writes them to the output.</summary>
    /// <exception cref="CommandException">
    /// The server refuses the request, or several attempts in a row have received no message.
    /// </exception>
    public async Task RunAsync(HistoryRequest request, CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            var (lines, failure) = await TryAsync(request, failures > 0, cancellationToken);
            if (failure is null)
                return;
            failures = lines > 0 ? 1 : failures + 1;
            if (failures > Attempts)
                throw new CommandException($"The download broke off {Attempts} times without a message. {failure} Run it again with " +
                    $"--after {request.After ?? "the last position of the output"}.");
            if (lines > 0)
                request = request.Following(Position(), lines);
            if (request.Limit is <= 0)
                return;
            var line = progress is null ? string.Empty : Environment.NewLine;
            await notes.WriteLineAsync($"{line}The download was interrupted; continuing.");
            await Task.Delay(TimeSpan.FromSeconds(failures), time, cancellationToken);
        }
    }

    private async Task<(long Lines, string? Failure)> TryAsync(HistoryRequest request, bool isRetry, CancellationToken cancellationToken)
    {
        var lines = 0L;
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, request.Path);
            using var response = isRetry ? await client.TrySendAsync(message, cancellationToken)
                : await client.SendAsync(message, cancellationToken);
            if (!response.IsSuccessStatusCode)
                return (int)response.StatusCode >= 500 ? (0, $"The server answered {(int)response.StatusCode}.")
                    : throw await client.RefusalAsync(response, cancellationToken);
            await GapNote.WriteAsync(response, notes);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var filled = 0;
            while (await body.ReadAsync(_buffer.AsMemory(filled), cancellationToken) is > 0 and var count)
            {
                filled += count;
                var end = _buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
                lines += await WriteAsync(end, cancellationToken);
                _buffer.AsSpan(end, filled - end).CopyTo(_buffer);
                filled -= end;
                if (filled == _buffer.Length)
                    Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            return (lines, null);
        }
        catch (Exception e) when (e is not BrokenPipeException && (e is HttpRequestException or HttpIOException
            || (e is IOException && e.InnerException is System.Net.Sockets.SocketException)))
        {
            return (lines, $"{e.Message.TrimEnd('.')}.");
        }
    }

    private async Task<int> WriteAsync(int end, CancellationToken cancellationToken)
    {
        if (end == 0)
            return 0;
        await output.WriteAsync(_buffer.AsMemory(0, end), cancellationToken);
        var whole = _buffer.AsSpan(0, end);
        _lastLine = whole[(whole[..^1].LastIndexOf((byte)'\n') + 1)..].ToArray();
        var lines = whole.Count((byte)'\n');
        if (progress is not null)
            await progress.AddAsync(end, lines);
        return lines;
    }

    private string Position()
    {
        try
        {
            return (string)JsonNode.Parse(_lastLine)!["position"]!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new CommandException(
                "The download broke off, and its last line has no position to continue after; run it again.", inner: e);
        }
    }
}
