using System.IO.Compression;
using System.Net;
using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Messages;
using Streaming.Server.Publishing;
using Streaming.Tests.Support;

namespace Streaming.Tests.History;

/// <summary>Tests downloads that are long, slow, aborted by the client, or interrupted by a trim.</summary>
[Trait("Category", "Slow")]
public sealed class DownloadTests
{
    // The content is larger than all buffers between the server and a client that does not read.
    private const int Many = 60_000;

    [Theory]
    [InlineData("json")]
    [InlineData("ndjson")]
    [InlineData("csv")]
    public async Task A_slow_download_delays_nobody_and_holds_no_read_transaction(string format)
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(configure: null, folder, TestStore.Sqlite, ("Storage:Readers", "1"));
        await FillAsync(server, Many);
        using var response = await StartAsync(server, $"?format={format}");
        await using var body = await response.Content.ReadAsStreamAsync();
        (await body.ReadAsync(new byte[100]).OrTimeout()).Should().BePositive("the first bytes are sent before the whole topic is read");

        // The only reading connection of the store is free for other requests, and a checkpoint finds no open read transaction.
        await server.Client.PublishAsync("other", "hi");
        (await server.Client.GetJsonAsync("/topics/other/messages")).GetArrayLength().Should().Be(1);
        Checkpoint(folder).Should().Be(0, "a checkpoint is not busy while a download is paused");

        var rest = await new StreamReader(body).ReadToEndAsync().OrTimeout();
        rest.Should().Contain($"{Many}");
    }

    [Theory]
    [InlineData("json", "asc", 0)]
    [InlineData("ndjson", "asc", 1)]
    [InlineData("csv", "asc", 0)]
    [InlineData("csv", "asc", 1)]
    [InlineData("csv", "desc", 0)]
    public async Task A_trim_during_a_download_aborts_the_connection(string format, string order, int keepNone)
    {
        await using var server = await TestServer.StartAsync();
        await FillAsync(server, Many);
        var newest = Position.Parse((await server.Client.GetJsonAsync("/topics/news")).GetProperty("newest").GetString()!);
        using var response = await StartAsync(server, $"?format={format}&order={order}");
        await using var body = await response.Content.ReadAsStreamAsync();
        (await body.ReadAsync(new byte[100]).OrTimeout()).Should().BePositive();

        using var trimmed = await server.Client.DeleteAsync(
            new Uri($"/topics/news/messages?before={newest with { Offset = newest.Offset + keepNone }}", UriKind.Relative)).OrTimeout();
        trimmed.StatusCode.Should().Be(HttpStatusCode.OK);

        var read = () => body.CopyToAsync(Stream.Null).OrTimeout();
        await read.Should().ThrowAsync<Exception>("a short file must not look whole")
            .Where(e => e is IOException || e is HttpRequestException);
    }

    [Fact]
    public async Task A_client_that_disconnects_stops_its_download()
    {
        await using var server = await TestServer.StartAsync();
        await FillAsync(server, Many);
        for (var i = 0; i < 20; i++)
        {
            using var response = await StartAsync(server, "?format=csv");
            await using var body = await response.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[100]).AsTask().OrTimeout();
        }

        // A download that continued would prevent the stop of the server, or be logged as an interrupted download.
        await server.StopAsync();
        server.Logs.Entries.Should().NotContain(entry => entry.Text.Contains("download failed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br, gzip")]
    public async Task A_download_is_compressed_when_asked_for(string accepted)
    {
        await using var server = await TestServer.StartAsync();
        await FillAsync(server, 1_000);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/topics/news/messages?format=csv");
        request.Headers.Add("Accept-Encoding", accepted);
        using var response = await server.Client.SendAsync(request).OrTimeout();

        response.Content.Headers.ContentEncoding.Should().Equal("gzip");
        await using var body = await response.Content.ReadAsStreamAsync();
        await using var plain = new GZipStream(body, CompressionMode.Decompress);
        Csv.Parse(await new StreamReader(plain).ReadToEndAsync().OrTimeout()).Should().HaveCount(1_001);
    }

    [Fact]
    public async Task Events_are_never_compressed()
    {
        await using var server = await TestServer.StartAsync();
        server.Client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        events.Response.Content.Headers.ContentEncoding.Should().BeEmpty();
    }

    internal static Task<HttpResponseMessage> StartAsync(TestServer server, string query) =>
        server.Client.GetAsync(new Uri($"/topics/news/messages{query}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead)
            .OrTimeout();

    internal static async Task FillAsync(TestServer server, int count)
    {
        var padding = new string('x', 90);
        for (var i = 0; i < count; i += 5_000)
        {
            var messages = Enumerable.Range(i + 1, Math.Min(5_000, count - i)).Select(number => NewMessage.Text($"{number} {padding}"))
                .ToList();
            await server.Get<Publisher>().PublishAsync(new TopicName("news"), messages).OrTimeout();
        }
    }

    private static long Checkpoint(TemporaryFolder folder)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "data", "streaming.db")};Pooling=False");
        using (connection)
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA wal_checkpoint(TRUNCATE);";
            using var reader = command.ExecuteReader();
            do
            {
                if (reader.FieldCount == 3 && reader.Read())
                    return reader.GetInt64(0);
            }
            while (reader.NextResult());
        }

        throw new InvalidOperationException("The checkpoint said nothing.");
    }
}
