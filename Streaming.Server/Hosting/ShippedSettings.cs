using Microsoft.Extensions.Configuration.Memory;

namespace Streaming.Server.Hosting;

/// <summary>
/// The settings of the server's own <c>appsettings.json</c>, of which this assembly contains a copy. They apply if the program has no
/// settings file. So the tool <c>streaming</c>, which has none, runs with the same settings as the server. The settings of the log apply
/// in any case, since without them each request is several lines.
/// </summary>
internal static class ShippedSettings
{
    private const string Resource = "appsettings.json";
    private const string Log = "Logging:";

    /// <summary>
    /// Adds the shipped settings (a copy of the server's <c>appsettings.json</c>) with the lowest precedence: all of them if the content
    /// root of the program is the current folder and this folder has no <c>appsettings.json</c>, otherwise those of the log.
    /// </summary>
    /// <param name="configuration">The configuration of the program.</param>
    /// <param name="args">The arguments of the command line, which may set another content root.</param>
    public static void Add(IConfigurationBuilder configuration, string[] args)
    {
        var hasNoFile = ContentRoot.IsCurrentFolder(args)
            && !File.Exists(Path.Combine(Directory.GetCurrentDirectory(), ContentRoot.Settings));
        var settings = Read().Where(setting => hasNoFile || setting.Key.StartsWith(Log, StringComparison.Ordinal));
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = [.. settings] });
    }

    // The settings are read into memory, because the configuration reads all its sources again whenever a source is added. A stream could
    // be read only once.
    private static IEnumerable<KeyValuePair<string, string?>> Read()
    {
        using var stream = typeof(ShippedSettings).Assembly.GetManifestResourceStream(Resource)!;
        return [.. new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable()];
    }
}
