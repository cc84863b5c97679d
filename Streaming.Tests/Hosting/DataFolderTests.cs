using Streaming.Server.Core.Configuration;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

/// <summary>Tests that all files of the server are in the folder of Storage:Path.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly TemporaryFolder _data = new();

    public void Dispose()
    {
        _root.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task Files_of_jobs_and_mails_are_next_to_the_database_and_not_in_the_content_root()
    {
        await using (var server = await TestServer.StartAsync(
            configure: null, _root, TestStore.Sqlite, ("Storage:Path", Path.Combine(_data.Path, "s.db")), ("Email:Pickup", "mail"),
            ("Email:From", "streaming@localhost")))
        {
            await server.Client.PublishAsync("news", "hello");
            (await server.Client.EndAsync(await server.Client.EnqueueAsync("export", """{"topics":"news"}"""))).Should()
                .EndWith("succeeded");
            (await server.Client.EndAsync(
                await server.Client.EnqueueAsync("email", """{"to":"ann@example.com","subject":"s","text":"t"}"""))).Should()
                .EndWith("succeeded");
        }

        Directory.EnumerateFiles(Path.Combine(_data.Path, "files")).Should().ContainSingle();
        Directory.EnumerateFiles(Path.Combine(_data.Path, "mail")).Should().ContainSingle();
        Directory.EnumerateFileSystemEntries(_root.Path).Should().BeEmpty();
    }

    [Theory]
    [InlineData("Jobs:Files")]
    [InlineData("Email:Pickup")]
    public async Task A_folder_that_cannot_be_written_to_prevents_the_start(string key)
    {
        var file = Path.Combine(_data.Path, "file");
        await File.WriteAllTextAsync(file, "no folder");
        var start = () => TestServer.StartAsync((key, Path.Combine(file, "sub")), ("Email:From", "streaming@localhost"));
        (await start.Should().ThrowAsync<StartException>())
            .WithMessage($"The folder '{file}/sub' ({key}) cannot be written to: *. Give a folder that this process may write to.");
    }
}
