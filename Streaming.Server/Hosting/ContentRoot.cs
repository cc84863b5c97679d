namespace Streaming.Server.Hosting;

/// <summary>
/// The folder of the server's own program: its <c>appsettings.json</c> is read from there, and relative paths such as <c>Storage:Path</c>
/// start there.
/// </summary>
/// <remarks>By default .NET uses the current folder: the server would find no settings there, create a new database, and watch all
/// subfolders.</remarks>
internal static class ContentRoot
{
    private const string Settings = "appsettings.json";
    private const string Project = "Streaming.Server.csproj";

    /// <summary>
    /// The folder; null if the command line or the environment sets another one (<c>--contentRoot</c>, <c>ASPNETCORE_CONTENTROOT</c>).
    /// </summary>
    public static string? Of(string[] args) => IsGiven(args) ? null : Find(AppContext.BaseDirectory);

    /// <summary>
    /// Finds the settings: in the program's own folder if it was published, otherwise in the project folder above <c>bin</c>.
    /// </summary>
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
        .AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables("ASPNETCORE_").AddCommandLine(args)
            .Build()[HostDefaults.ContentRootKey] is { Length: > 0 };
}
