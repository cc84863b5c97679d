namespace Streaming.Tests.Page;

/// <summary>Where the browser is.</summary>
internal static class Chromium
{
    public const string HowToGetIt =
        "No Chromium is here: install one (on Debian: apt-get install chromium), or give the path of its program in the environment " +
        "variable CHROMIUM.";

    private static readonly string[] s_usualPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>The program; null if there is none.</summary>
    public static string? Path { get; } = new[] { Environment.GetEnvironmentVariable("CHROMIUM") }.Concat(s_usualPlaces)
        .FirstOrDefault(File.Exists);
}
