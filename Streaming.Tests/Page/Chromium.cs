namespace Streaming.Tests.Page;

/// <summary>Finds the browser.</summary>
internal static class Chromium
{
    public const string HowToGetIt =
        "No Chromium is here: install one (on Debian: apt-get install chromium), or give the path of its program in the environment " +
        "variable CHROMIUM.";

    private static readonly string[] s_usualPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>The full path of Chromium; null if it is not installed.</summary>
    public static string? Path { get; } = new[] { Environment.GetEnvironmentVariable("CHROMIUM") }.Concat(s_usualPlaces)
        .FirstOrDefault(File.Exists);
}
