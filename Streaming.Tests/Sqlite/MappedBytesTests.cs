using Streaming.Tests.Support;

namespace Streaming.Tests.Sqlite;

/// <summary>Tests reads of a database file of which a part is mapped into memory.</summary>
public sealed class MappedBytesTests : IDisposable
{
    private const int Messages = 40;

    private readonly TemporaryFolder _folder = new();

    private string Database => Path.Combine(_folder.Path, "data", "streaming.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_is_mapped_in_part_is_read_as_a_whole()
    {
        await PublishAsync();
        await using var server = await StartAsync();

        (await DataAsync(server)).Should().Equal(Enumerable.Range(0, Messages).Select(Text));
        if (OperatingSystem.IsLinux())
            (await File.ReadAllLinesAsync("/proc/self/maps")).Should().Contain(line => line.EndsWith(Database, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mapped_file_is_read_after_messages_were_deleted_and_added()
    {
        await PublishAsync();
        await using var server = await StartAsync();
        await DataAsync(server);

        var keep = await server.Client.PublishAsync("news", Text(Messages));
        using var trimmed = await server.Client.DeleteAsync($"/topics/news/messages?before={keep.GetProperty("last").GetString()}")
            .OrTimeout();
        trimmed.EnsureSuccessStatusCode();
        await server.Client.PublishAsync("news", Text(Messages + 1));

        (await DataAsync(server)).Should().Equal(Text(Messages), Text(Messages + 1));
    }

    // The file is larger than the mapped part of it, which has one megabyte.
    private Task<TestServer> StartAsync() =>
        TestServer.StartAsync(configure: null, _folder, TestStore.Sqlite, ("Storage:MappedBytes", "1048576"));

    private async Task PublishAsync()
    {
        await using var server = await TestServer.StartAsync(configure: null, _folder, TestStore.Sqlite);
        for (var i = 0; i < Messages; i++)
            await server.Client.PublishAsync("news", Text(i));
    }

    private static string Text(int number) => new((char)('a' + (number % 20)), 60_000);

    private static async Task<IEnumerable<string?>> DataAsync(TestServer server) =>
        (await server.Client.GetJsonAsync("/topics/news/messages?limit=100")).EnumerateArray()
            .Select(message => message.GetProperty("data").GetString());
}
