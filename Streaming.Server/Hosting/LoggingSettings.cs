using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Hosting;

/// <summary>Checks the section <c>Logging</c>, whose errors .NET reports without their key, or not at all.</summary>
internal static class LoggingSettings
{
    private static readonly string[] s_formats = ["simple", "systemd", "json"];

    /// <summary>Returns a sentence for each wrong value of the section.</summary>
    public static IEnumerable<StartException> Errors(IConfiguration configuration)
    {
        var logging = configuration.GetSection("Logging");
        var levels = logging.GetSection("LogLevel").GetChildren()
            .Concat(logging.GetChildren().SelectMany(provider => provider.GetSection("LogLevel").GetChildren()));
        foreach (var level in levels.Where(level => level.Value is { Length: > 0 } && !IsLevel(level.Value)))
            yield return Wrong(level, Enum.GetNames<LogLevel>());
        var format = logging.GetSection("Console:FormatterName");
        if (format.Value is { Length: > 0 } && !s_formats.Contains(format.Value, StringComparer.OrdinalIgnoreCase))
            yield return Wrong(format, s_formats);
    }

    private static bool IsLevel(string text) => Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level);

    private static StartException Wrong(IConfigurationSection value, string[] allowed) =>
        new($"{value.Path} is '{value.Value}'; give {string.Join(", ", allowed[..^1])} or {allowed[^1]}.");
}
