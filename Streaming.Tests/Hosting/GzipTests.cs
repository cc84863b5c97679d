using System.IO.Compression;
using System.Text;
using Streaming.Server.Http;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

public sealed class GzipTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(32_768, 1)]
    [InlineData(32_769, 7)]
    [InlineData(1_000_000, 1_000)]
    [InlineData(1_000_000, 300_000)]
    public async Task Data_compressed_in_blocks_is_one_gzip_stream(int length, int write)
    {
        var random = new Random(length);
        var text = new byte[length];
        for (var i = 0; i < length; i++)
            text[i] = (byte)('a' + random.Next(i % 1_000 < 500 ? 2 : 26));
        foreach (var flushes in (bool[])[true, false])
        {
            using var compressed = new MemoryStream();
            await using (var gzip = new GzipBlockStream(compressed))
            {
                for (var i = 0; i < length; i += write)
                {
                    await gzip.WriteAsync(text.AsMemory(i, Math.Min(write, length - i)));
                    if (flushes && random.Next(100) == 0)
                        await gzip.FlushAsync();
                }
            }

            (await ReadAsync(compressed)).Should().Equal(text);
            if (length >= 1_000_000)
                compressed.Length.Should().BeLessThan(length * 3 / 4);
        }
    }

    [Fact]
    public void The_checksum_is_that_of_gzip() =>
        Crc32.Add(Crc32.Add(0, "1234"u8), Encoding.ASCII.GetBytes("56789")).Should().Be(0xCBF43926);

    [Fact]
    public async Task A_download_is_compressed_if_the_client_accepts_gzip()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", new string('x', 10_000));
        using var plain = await server.Client.GetAsync(new Uri("/topics/news/messages", UriKind.Relative)).OrTimeout();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, "/topics/news/messages")
        { Headers = { { "Accept-Encoding", "br, gzip" } } };
        using var response = await server.Client.SendAsync(request).OrTimeout();
        response.Content.Headers.ContentEncoding.Should().Equal("gzip");
        using var body = new MemoryStream(await response.Content.ReadAsByteArrayAsync());
        body.Length.Should().BeLessThan(1_000);
        (await ReadAsync(body)).Should().Equal(await plain.Content.ReadAsByteArrayAsync());
    }

    // The framework decompresses the response, and checks its checksum and length.
    private static async Task<byte[]> ReadAsync(MemoryStream compressed)
    {
        compressed.Position = 0;
        await using var gzip = new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true);
        using var read = new MemoryStream();
        await gzip.CopyToAsync(read);
        return read.ToArray();
    }
}
