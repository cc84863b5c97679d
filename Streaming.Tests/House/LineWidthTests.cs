using Streaming.Tests.Support;

namespace Streaming.Tests.House;

public sealed class LineWidthTests
{
    private const int MaxColumns = 140;
    private const string RawQuotes = "\"\"\"";

    private static readonly string[] s_folders = ["Streaming.Server", "Streaming.Tests", "samples"];

    [Fact]
    public void No_line_has_more_than_140_columns()
    {
        var files = s_folders.SelectMany(
            folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(IsWritten).ToList();
        files.Should().NotBeEmpty();
        var wide = files.SelectMany(file => OutsideRawStrings(file).Where(line => line.Item.Length > MaxColumns)
            .Select(line => $"{Path.GetRelativePath(Repository.Root, file)}:{line.Index + 1} has {line.Item.Length} columns"));
        wide.Should().BeEmpty();
    }

    // A raw string has its line breaks in its value, so its lines may be longer.
    private static IEnumerable<(int Index, string Item)> OutsideRawStrings(string file)
    {
        var isInside = false;
        foreach (var (index, line) in File.ReadLines(file).Index())
        {
            var quotes = line.Split(RawQuotes).Length - 1;
            if (!isInside && quotes == 0)
                yield return (index, line);
            isInside ^= quotes % 2 == 1;
        }
    }

    // Files that builds, the OpenAPI tests and npm generate are not checked.
    private static bool IsWritten(string file) =>
        !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar)
            .Any(folder => folder is "bin" or "obj" or "generated" or "node_modules");
}
