using System.Net.Sockets;
using Streaming.Server.Access.Limits;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>
/// Tests a server whose process may open few files. Each test starts a separate process, since the limit applies to a process.
/// </summary>
[Trait("Category", "Slow")]
public sealed class FileHandleTests
{
    private const int Handles = 800;
    private const int Connections = 1_000;

    [Theory]
    [InlineData(110_000, 20_000L, 19_488)]
    [InlineData(1_000, 20_000L, 1_000)]
    [InlineData(110_000, 1_024L, 768)]
    [InlineData(110_000, 1_000_000L, 110_000)]
    [InlineData(110_000, null, 110_000)]
    public void The_connection_limit_is_the_configured_one_unless_fewer_file_handles_exist(int configured, long? handles, int expected) =>
        FileHandleLimit.Connections(configured, handles).Should().Be(expected);

    [NeedsTheory("sh")]
    [InlineData("-n 800", "not to the 110000 of Access:Limits:Connections: the process may open 800 files, has ")]
    [InlineData("-n 800", "of them open itself and keeps 200 for other use.")]
    [InlineData("-Sn 256", "the process may open ")]
    public async Task The_log_states_the_connection_limit_at_start(string ulimit, string sentence)
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartLimitedAsync(ulimit, folder);
        await Eventually.BecomesAsync(() => Task.FromResult(server.Output), output => output.Contains(sentence, StringComparison.Ordinal));
        server.Output.Should().NotContain("may open 256 files", "the runtime raises the soft limit to the hard one");
    }

    [NeedsTheory("sh")]
    [InlineData("true")]
    [InlineData("false")]
    public async Task With_more_connections_than_file_handles_the_server_and_its_subscribers_continue(string direct)
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartLimitedAsync($"-n {Handles}", folder, "--Delivery:Direct", direct);
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        // The subscriber connects before the other connections.
        using var publisher = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = server.Address };
        await publisher.PublishAsync("news", "before");
        (await events.NextAsync())!.Data.Should().Be("before");
        var sockets = new List<Socket>(Connections);
        try
        {
            for (var i = 0; i < Connections; i++)
                sockets.Add(await StreamAsync(server.Address));
            for (var i = 0; i < 20; i++)
            {
                await publisher.PublishAsync("news", $"{i}");
                (await events.NextAsync())!.Data.Should().Be($"{i}");
            }

            Directory.GetFiles($"/proc/{server.Id}/fd").Length.Should()
                .BeInRange(Handles / 2, Handles - FileHandleLimit.Reserve(Handles) + 1);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }

        await Eventually.BecomesAsync(() => ConnectsAsync(server.Address), connects => connects);
        (await server.TerminateAsync()).Should().Be(0);
    }

    [NeedsTheory("sh")]
    [InlineData("Delivery 0")]
    [InlineData("Connections 0")]
    [InlineData("Log writer")]
    [InlineData("SQLite reader 0")]
    [InlineData("Job queue")]
    public async Task The_threads_that_the_server_needs_are_created_at_the_start(string name)
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder, TestStore.SqliteArgument);
        await Eventually.BecomesAsync(() => Task.FromResult(Threads(server.Id)), threads => threads.Contains(name));
    }

    private static List<string> Threads(int process) =>
        [.. Directory.GetDirectories($"/proc/{process}/task").Select(task => File.ReadAllText(Path.Combine(task, "comm")).Trim())];

    private static async Task<Socket> StreamAsync(Uri server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(server.Host, server.Port).OrTimeout();
            await socket.SendAsync("GET /topics/other/events HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray()).OrTimeout();
        }
        catch (SocketException)
        {
            // The server has closed the connection already.
        }

        return socket;
    }

    private static async Task<bool> ConnectsAsync(Uri server)
    {
        try
        {
            using var http = new HttpClient();
            return (await http.GetAsync(new Uri(server, "/health/live")).OrTimeout()).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
