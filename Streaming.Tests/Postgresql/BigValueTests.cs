using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>
/// Tests that a server process reads long values from PostgreSQL. The I/O threads of its sockets run code that continues after a read, so a
/// blocking read would stop the whole process; in the process of the tests, these threads run no such code.
/// </summary>
[Trait("Category", "Slow")]
public sealed class BigValueTests : TestsWithPostgres
{
    [PostgresFact]
    public async Task Results_and_files_of_jobs_are_downloaded_without_a_stop_of_the_server()
    {
        const int Messages = 40;
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(
            folder, "--Storage:Provider", "postgresql", "--ConnectionStrings:Streaming", Database.ConnectionString);
        var data = new string('x', 50_000);
        for (var i = 0; i < Messages; i++)
            await server.Client.PublishAsync("news", $"{i} {data}");
        var id = await server.Client.EnqueueAsync("export", """{"topics":"news","columns":["data"]}""");
        await server.Client.EndAsync(id);

        var whole = await server.Client.GetByteArrayAsync($"/jobs/{id}/result").OrTimeout();
        whole.Should().HaveCountGreaterThan(Messages * data.Length);
        for (var i = 0; i < 20; i++)
            (await server.Client.GetByteArrayAsync($"/jobs/{id}/result").OrTimeout()).Should().HaveCount(whole.Length);
    }
}
