using System.Net;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sqlite;

/// <summary>Tests pages of the database that cannot be read.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private const int PageSize = 8_192;

    private readonly TemporaryFolder _folder = new();

    private string Database => Path.Combine(_folder.Path, "data", "streaming.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_damaged_page_is_a_503_and_the_server_is_not_ready_until_the_page_can_be_read()
    {
        await PublishManyAsync();
        var good = await File.ReadAllBytesAsync(Database);
        await using var server = await TestServer.StartAsync(configure: null, _folder, TestStore.Sqlite);
        server.Logs.Expect("Failed to read the database file");
        server.Logs.Expect("Health check log");
        server.Logs.Expect("Sending the response");
        Damage(good);

        (await server.Client.RefusalsAsync((HttpMethod.Get, "/topics/news/messages?order=desc", null, ""))).Single().Should()
            .Contain("A page of the database file cannot be read");
        (await server.Client.ReadyAsync()).Should().Be(HttpStatusCode.ServiceUnavailable);
        (await server.Client.GetJsonAsync("/topics/other")).GetProperty("count").GetInt64().Should()
            .Be(0, "the process goes on, and so does what can be read");

        Write(good);
        (await server.Client.ReadyAsync()).Should().Be(HttpStatusCode.OK);
        (await server.Client.GetJsonAsync("/topics/news/messages?order=desc&limit=1")).GetArrayLength().Should().Be(1);
    }

    // Only pages full of message data are damaged, so that background work can still read its own pages.
    private void Damage(byte[] good)
    {
        var bad = (byte[])good.Clone();
        for (var page = PageSize; page < bad.Length; page += PageSize)
        {
            var content = bad.AsSpan(page, PageSize);
            if (content[100] is >= (byte)'a' and <= (byte)'t' && content[100..4_000].IndexOfAnyExcept(content[100]) < 0)
                content.Fill(0xA5);
        }

        Write(bad);
    }

    // The bytes are changed in the same file, as a failing disk changes them.
    private void Write(byte[] content)
    {
        using var file = new FileStream(Database, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    private async Task PublishManyAsync()
    {
        await using var server = await TestServer.StartAsync(configure: null, _folder, TestStore.Sqlite);
        for (var i = 0; i < 20; i++)
            await server.Client.PublishAsync("news", new string((char)('a' + i), 50_000));
        server.Get<SqliteTopicLog>().RunExclusive(connection =>
        {
            using var checkpoint = new SqliteStatement(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            return checkpoint.Step();
        });
    }
}
