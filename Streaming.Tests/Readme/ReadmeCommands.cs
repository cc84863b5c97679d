using Streaming.Tests.Support;

namespace Streaming.Tests.Readme;

/// <summary>The indented commands of README.md, in their order.</summary>
internal static class ReadmeCommands
{
    public static IReadOnlyList<string> All { get; } = Read().ToList();

    private static IEnumerable<string> Read()
    {
        var isFenced = false;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "README.md")))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                isFenced = !isFenced;
            else if (!isFenced && line.StartsWith("    ", StringComparison.Ordinal))
                yield return line[4..];
        }
    }
}
