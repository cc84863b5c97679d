using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>Tests downloads from a server that breaks its responses off in the middle of a line.</summary>
public sealed partial class HistoryResumeTests : IAsyncLifetime, IDisposable
{
    private const int Messages = 5;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private Task _serving = Task.CompletedTask;

    private string Address => $"http://{_listener.LocalEndpoint}";

    public Task InitializeAsync()
    {
        _listener.Start();
        _serving = ServeAsync();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.OrTimeout();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_download_of_ndjson_continues_after_its_last_message()
    {
        var end = (await CommandRun.RunAsync("history", "a", "--server", Address)).Succeeded();
        end.Lines.Should().Equal(Enumerable.Range(1, Messages).Select(Line));
        end.Error.Should().Contain("The download was interrupted; continuing.");
    }

    [Fact]
    public async Task A_download_of_csv_fails_and_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        var end = await CommandRun.RunAsync(
            "history", "a", "--format", "csv", "--server", Address, "-o", Path.Combine(folder.Path, "a.csv"));
        end.Code.Should().Be(1);
        end.Error.Should().Contain("The download broke off after").And.Contain("--format ndjson");
        Directory.EnumerateFiles(folder.Path).Should().BeEmpty();
    }

    private static string Line(int offset) => $$"""{"position":"abcdef-{{offset}}","data":"{{offset}}"}""";

    // Each response has two messages at most, and then a part of the next one. Only the last response is complete.
    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, leaveOpen: true);
                await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\r\n" };
                var request = await reader.ReadLineAsync(_stop.Token);
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
                    continue;
                var after = After().Match(request!) is { Success: true } match
                    ? int.Parse(match.Groups["offset"].Value, CultureInfo.InvariantCulture) : 0;
                var lines = Enumerable.Range(after + 1, Messages - after).Select(Line).ToList();
                var isLast = lines.Count <= 2;
                var body = string.Concat(lines.Take(2).Select(line => line + "\n")) + (isLast ? string.Empty : "{\"posi");
                await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture,
                    $"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {body.Length + (isLast ? 0 : 100)}\r\n\r\n{body}"));
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    [GeneratedRegex(@"after=abcdef-(?<offset>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex After();
}
