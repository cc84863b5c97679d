using Streaming.Tests.Support;

namespace Streaming.Tests.Readme;

/// <summary>The indented commands of README.md and of the guides in docs/, in their order.</summary>
internal static class ReadmeCommands
{
    // A reader begins with the README and then opens any guide. Guides that need other programs, such as PostgreSQL, are left out.
    private static readonly string[] s_documents =
    [
        "README.md", "docs/getting-started.md", "docs/publish.md", "docs/subscribe.md", "docs/resume.md", "docs/history.md",
        "docs/rooms.md", "docs/jobs.md", "docs/access.md", "docs/outbound.md", "docs/webhooks.md",
    ];

    public static IReadOnlyList<string> All { get; } = s_documents.SelectMany(Read).ToList();

    private static IEnumerable<string> Read(string document)
    {
        var isFenced = false;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, document)))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                isFenced = !isFenced;
            else if (!isFenced && line.StartsWith("    ", StringComparison.Ordinal))
                yield return line[4..];
        }
    }
}
