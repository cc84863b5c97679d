using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sqlite;

/// <summary>Tests that a thread waits for writes to a file without polling it.</summary>
public sealed class FileWritesTests : IDisposable
{
    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);

    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "x.db-wal");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_wait_ends_with_a_write_and_with_the_stop()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await System.IO.File.WriteAllTextAsync(File, "0");
        using var writes = FileWrites.TryOpen(File)!;
        writes.Wait(TimeSpan.Zero).Should().BeFalse("nobody has written since");

        var waiting = OwnThread.RunAsync(() => Task.FromResult(writes.Wait(s_never)));
        await System.IO.File.AppendAllTextAsync(File, "1");
        (await waiting.OrTimeout()).Should().BeTrue();

        writes.Wait(TimeSpan.Zero);
        waiting = OwnThread.RunAsync(() => Task.FromResult(writes.Wait(s_never)));
        writes.Stop();
        (await waiting.OrTimeout()).Should().BeFalse();
    }

    [Fact]
    public void A_file_that_does_not_exist_is_not_watched() => FileWrites.TryOpen(File).Should().BeNull();
}
