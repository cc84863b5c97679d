using Streaming.Tests.Support;

namespace Streaming.Tests.House;

public sealed class LineWidthTests
{
    private const int MaxColumns = 140;

    private static readonly string[] s_folders = ["Streaming.Server", "Streaming.Tests", "samples"];

    [Fact]
    public void No_line_has_more_than_140_columns()
    {
        var files = s_folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(IsWritten).ToList();
        files.Should().NotBeEmpty();
        var wide = files.SelectMany(file => File.ReadLines(file).Index().Where(line => line.Item.Length > MaxColumns)
            .Select(line => $"{Path.GetRelativePath(Repository.Root, file)}:{line.Index + 1} has {line.Item.Length} columns"));
        wide.Should().BeEmpty();
    }

    // What builds, the OpenAPI tests and npm generate is not written by hand.
    private static bool IsWritten(string file) =>
        !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj" or "generated" or "node_modules");
}
