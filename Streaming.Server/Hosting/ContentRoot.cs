namespace Streaming.Server.Hosting;

/// <summary>
/// The folder of the server's own program: its <c>appsettings.json</c> is read from there, and relative paths such as <c>Storage:Path</c> start there.
/// </summary>
/// <remarks>.NET takes the folder that the program was started from, in which it would find no settings, make a new database, and watch every folder below.</remarks>
internal static class ContentRoot
{
    private const string Settings = "appsettings.json";
    private const string Project = "Streaming.Server.csproj";

    /// <summary>The folder; null where the command line or the environment names one (<c>--contentRoot</c>, <c>ASPNETCORE_CONTENTROOT</c>), which then counts.</summary>
    public static string? Of(string[] args) => IsGiven(args) ? null : Find(AppContext.BaseDirectory);

    /// <summary>A published program has its settings beside it. A built one belongs to the project above its folder <c>bin</c>.</summary>
    internal static string Find(string program)
    {
        if (File.Exists(Path.Combine(program, Settings)))
            return program;
        for (var folder = new DirectoryInfo(program); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Project)))
                return folder.FullName;
        }

        return program;
    }

    private static bool IsGiven(string[] args) => new ConfigurationBuilder()
        .AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables("ASPNETCORE_").AddCommandLine(args).Build()[HostDefaults.ContentRootKey] is { Length: > 0 };
}
