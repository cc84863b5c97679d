using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sqlite;

/// <summary>Tests a server whose files may not grow beyond a size.</summary>
[Trait("Category", "Slow")]
public sealed class FileSizeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_write_beyond_the_file_size_of_the_process_is_refused_and_the_server_continues()
    {
        // 60 or 120 MB, since shells count in blocks of 512 or 1,024 bytes. With less, the runtime has no room for compiled code.
        await using var server = await ServerProcess.StartLimitedAsync("-f 120000", _folder, TestStore.SqliteArgument);
        var large = new string('x', 60_000);

        await Eventually.BecomesAsync(
            async () =>
            {
                using var response = await server.Client.PostAsync("/topics/news/messages", new StringContent(large)).OrTimeout();
                return response.StatusCode;
            },
            status => status == HttpStatusCode.ServiceUnavailable);

        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt64().Should()
            .BeGreaterThan(0, "what is stored can be read");
    }

    public void Dispose() => _folder.Dispose();
}
