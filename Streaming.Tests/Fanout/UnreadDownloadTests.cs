using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Access.Streams;
using Streaming.Server.Fanout.Writers;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

/// <summary>Tests long responses of every kind whose client does not read.</summary>
[Trait("Category", "Slow")]
public sealed class UnreadDownloadTests
{
    // The content is larger than the socket buffers of both sides, also when it is compressed.
    private const int Messages = 320, Bytes = 60_000;

    private static readonly (string, string) s_timeout = ("Delivery:WriteTimeout", "00:00:00.500");

    [Theory]
    [InlineData("/topics/big/messages?format=json", "identity", "true")]
    [InlineData("/topics/big/messages?format=ndjson", "identity", "true")]
    [InlineData("/topics/big/messages?format=csv", "identity", "true")]
    [InlineData("/topics/big/messages?format=json", "gzip", "true")]
    [InlineData("/topics/big/messages?format=csv", "gzip", "true")]
    [InlineData("/topics/big/messages?format=json", "identity", "false")]
    [InlineData("/topics/big/messages?format=json", "gzip", "false")]
    [InlineData("/events?topic=big&topic=other&after=earliest", "identity", "true")]
    [InlineData("/events?topic=big&topic=other&after=earliest", "identity", "false")]
    [InlineData("/topics/big/events?after=earliest", "identity", "true")]
    public async Task A_response_that_nobody_reads_is_aborted_and_does_not_look_complete(string path, string encoding, string direct)
    {
        await using var server = await TestServer.StartAsync(s_timeout, ("Delivery:Direct", direct));
        await FillAsync(server);
        using var socket = await AskAsync(server, path, encoding);
        await Eventually.BecomesAsync(() => CutOffAsync(server), count => count == 1);
        var (head, end) = await ReadAllAsync(socket);
        head.Should().StartWith("HTTP/1.1 200");
        end.Should().NotEndWith("0\r\n\r\n");
    }

    [Fact]
    public async Task A_file_of_a_job_that_nobody_reads_is_aborted_before_its_end()
    {
        await using var server = await TestServer.StartAsync(s_timeout);
        await FillAsync(server);
        var job = await server.Client.EnqueueAsync("export", """{"topics":"big"}""");
        await server.Client.EndAsync(job);
        using var socket = await AskAsync(server, $"/jobs/{job}/result", "identity");
        await Eventually.BecomesAsync(() => CutOffAsync(server), count => count == 1);
        var (head, _, length) = await ReadLengthAsync(socket);
        const string Length = "Content-Length: ";
        var announced = head.Split("\r\n").Single(line => line.StartsWith(Length, StringComparison.OrdinalIgnoreCase))[Length.Length..];
        length.Should().BeLessThan(long.Parse(announced, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("/topics/big/messages")]
    [InlineData("/topics/big/messages?format=csv")]
    [InlineData("/topics")]
    [InlineData("/events?topic=big&topic=other&after=earliest")]
    public async Task A_download_takes_a_stream_slot_and_releases_it(string path)
    {
        await using var server = await TestServer.StartAsync(("Access:Limits:Streams", "1"));
        await FillAsync(server);
        using (await AskAsync(server, "/topics/big/messages", "identity"))
        {
            await Eventually.BecomesAsync(
                () => Task.FromResult(server.Services.GetRequiredService<StreamLimiter>().Count), count => count == 1);
            using var refused = await server.Client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            (await refused.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("Access:Limits:Streams");
        }

        await Eventually.BecomesAsync(
            () => Task.FromResult(server.Services.GetRequiredService<StreamLimiter>().Count), count => count == 0);
        using var taken = await server.Client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        taken.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_response_that_is_read_to_its_end_leaves_no_waiting_write()
    {
        await using var server = await TestServer.StartAsync(s_timeout, ("Access:Limits:Streams", "1"));
        await FillAsync(server);
        for (var i = 0; i < 2; i++)
            (await server.Client.GetJsonAsync("/topics/big/messages")).GetArrayLength().Should().Be(Messages);
        server.Services.GetRequiredService<WriteWatch>().Pending.Should().Be(0);
    }

    private static async Task FillAsync(TestServer server)
    {
        var random = new Random(1);
        var data = new byte[Bytes * 3 / 4];
        for (var i = 0; i < Messages; i += 20)
        {
            var batch = new StringBuilder();
            for (var j = 0; j < 20; j++)
            {
                random.NextBytes(data);
                batch.Append(CultureInfo.InvariantCulture, $"{{\"data\":\"{Base64Url.EncodeToString(data)}\"}}\n");
            }

            using var published = await server.Client.PostAsync("/topics/big/messages", batch.ToString(), "application/x-ndjson");
            published.StatusCode.Should().Be(HttpStatusCode.Created);
        }
    }

    private static async Task<Socket> AskAsync(TestServer server, string path, string encoding)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4 * 1024 };
        await socket.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: {encoding}\r\n\r\n"))
            .OrTimeout();
        return socket;
    }

    private static async Task<(string Head, string End)> ReadAllAsync(Socket socket)
    {
        var (head, end, _) = await ReadLengthAsync(socket);
        return (head, end);
    }

    private static async Task<(string Head, string End, long Length)> ReadLengthAsync(Socket socket)
    {
        var (buffer, head, end, length) = (new byte[64 * 1024], string.Empty, string.Empty, 0L);
        try
        {
            while (await socket.ReceiveAsync(buffer).OrTimeout() is > 0 and var read)
            {
                var text = Encoding.Latin1.GetString(buffer, 0, read);
                head = length == 0 ? text : head;
                end = (end + text)[^Math.Min(100, end.Length + text.Length)..];
                length += read;
            }
        }
        catch (SocketException)
        {
            // The server reset the connection, which also shows that the download is incomplete.
        }

        return (head, end, length);
    }

    private static async Task<int> CutOffAsync(TestServer server)
    {
        var metrics = await server.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)).OrTimeout();
        return metrics.Split('\n').Where(line => line.StartsWith("streaming_readers_cut_off", StringComparison.Ordinal))
            .Sum(line => int.Parse(line.Split("} ")[1].Split(' ')[0], CultureInfo.InvariantCulture));
    }
}
