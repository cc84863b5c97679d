using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>Finds the browser.</summary>
internal static class Chromium
{
    public const string HowToGetIt =
        "No Chromium is here: install one (on Debian: apt-get install chromium), or give the path of its program in the environment " +
        "variable CHROMIUM.";

    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>The full path of Chromium; null if it is not installed.</summary>
    public static string? Path { get; } = Environment.GetEnvironmentVariable("CHROMIUM") is { } path && File.Exists(path) ? path
        : s_names.Select(name => Programs.Find(name, "/usr/bin")).FirstOrDefault(found => found is not null);
}
