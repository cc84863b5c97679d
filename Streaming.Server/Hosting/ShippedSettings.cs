using Microsoft.Extensions.Configuration.Memory;

namespace Streaming.Server.Hosting;

/// <summary>
/// The settings of the server's own <c>appsettings.json</c>, which the assembly contains. They apply if the program has no settings file:
/// the tool <c>streaming</c> then runs as the server of the repository does.
/// </summary>
internal static class ShippedSettings
{
    private const string Resource = "appsettings.json";

    /// <summary>
    /// Adds the shipped settings below all other settings, if the program uses the current folder as its content root and this folder has
    /// no <c>appsettings.json</c>.
    /// </summary>
    /// <param name="configuration">The configuration of the program.</param>
    /// <param name="args">The arguments of the command line, which may set another content root.</param>
    public static void AddIfMissing(IConfigurationBuilder configuration, string[] args)
    {
        if (ContentRoot.IsCurrentFolder(args) && !File.Exists(Path.Combine(Directory.GetCurrentDirectory(), ContentRoot.Settings)))
            configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Read() });
    }

    // A stream can be read only once, and the configuration reads its sources again whenever one is added.
    private static IEnumerable<KeyValuePair<string, string?>> Read()
    {
        using var stream = typeof(ShippedSettings).Assembly.GetManifestResourceStream(Resource)!;
        return [.. new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable()];
    }
}
