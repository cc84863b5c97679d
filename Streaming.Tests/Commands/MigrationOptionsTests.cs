using Streaming.Server.Commands;
using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>Tests from which folder the command <c>migrate</c> copies the files of jobs.</summary>
public sealed class MigrationOptionsTests
{
    [Fact]
    public void The_files_of_jobs_are_those_of_the_backup_or_else_those_of_the_server()
    {
        using var folder = new TemporaryFolder();
        string? FilesOf(string? files) =>
            new MigrationOptions("bk/b.db", files, IsReplacing: false).Plan(folder.Path, jobFolder: null).Files;

        FilesOf(files: null).Should().Be(Path.Combine(folder.Path, "bk", "files"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "bk", "b.db-files"));
        FilesOf(files: null).Should().Be(Path.Combine(folder.Path, "bk", "b.db-files"));
        FilesOf("other").Should().Be(Path.Combine(folder.Path, "other"));
    }
}
