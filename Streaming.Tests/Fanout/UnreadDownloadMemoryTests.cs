using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Fanout.Writers;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

/// <summary>Measures the memory of this process, so no other test may run at the same time.</summary>
[Collection(Sequential.Name)]
[Trait("Category", "Slow")]
public sealed class UnreadDownloadMemoryTests
{
    private const int Downloads = 100;
    private const int MaxBytes = 256 * 1024;

    [Theory]
    [InlineData("json", "identity", 200)]
    [InlineData("ndjson", "identity", 200)]
    [InlineData("csv", "identity", 200)]
    [InlineData("json", "gzip", 200)]
    [InlineData("csv", "gzip", 200)]
    [InlineData("json", "identity", 20)]
    [InlineData("csv", "identity", 60_000)]
    [InlineData("json", "gzip", 60_000)]
    public async Task A_download_that_nobody_reads_holds_at_most_256_KB(string format, string encoding, int messageBytes)
    {
        await using var server = await TestServer.StartAsync(("Delivery:WriteTimeout", "01:00:00"));
        await FillAsync(server, messageBytes);
        var watch = server.Services.GetRequiredService<WriteWatch>();
        var sockets = new List<Socket>();
        try
        {
            // The first download compiles code and fills caches; this memory is not counted.
            sockets.Add(await AskAsync(server, format, encoding));
            await Eventually.BecomesAsync(() => Task.FromResult(watch.Pending), pending => pending == 1);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            while (sockets.Count <= Downloads)
                sockets.Add(await AskAsync(server, format, encoding));
            await Eventually.BecomesAsync(() => Task.FromResult(watch.Pending), pending => pending == sockets.Count);
            var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Downloads;
            each.Should().BeLessThanOrEqualTo(MaxBytes);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task FillAsync(TestServer server, int messageBytes)
    {
        // The content is larger than the socket buffers of both sides, also when it is compressed.
        const int Total = 6 << 20;
        var random = new Random(1);
        var data = new byte[messageBytes * 3 / 4];
        for (var published = 0; published < Total;)
        {
            var lines = new StringBuilder();
            for (; lines.Length < 1 << 20; published += messageBytes + 100)
            {
                random.NextBytes(data);
                lines.Append("{\"data\":\"").Append(Base64Url.EncodeToString(data)).Append("\"}\n");
            }

            using var answer = await server.Client.PostAsync("/topics/big/messages", lines.ToString(), "application/x-ndjson");
            answer.EnsureSuccessStatusCode();
        }
    }

    private static async Task<Socket> AskAsync(TestServer server, string format, string encoding)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4 * 1024 };
        await socket.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /topics/big/messages?format={format} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: {encoding}\r\n\r\n")).OrTimeout();
        return socket;
    }
}
