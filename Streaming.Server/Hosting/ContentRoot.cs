namespace Streaming.Server.Hosting;

/// <summary>
/// Finds the content root: the folder in which the server finds its <c>appsettings.json</c>, and from which relative paths such as
/// <c>Storage:Path</c> are resolved.
/// </summary>
/// <remarks>
/// By default .NET takes the current folder. In another folder than its own, the server would find no settings, create a new database, and
/// watch all subfolders for changes.
/// </remarks>
internal static class ContentRoot
{
    private const string Settings = "appsettings.json";
    private const string Project = "Streaming.Server.csproj";

    /// <summary>
    /// Returns the folder of the server program as the content root. Returns null if the command line (<c>--contentRoot</c>) or the
    /// environment (<c>ASPNETCORE_CONTENTROOT</c>) sets the content root.
    /// </summary>
    public static string? Of(string[] args) => IsGiven(args) ? null : Find(AppContext.BaseDirectory);

    /// <summary>
    /// Returns the folder that contains <c>appsettings.json</c>: the folder of the program if the program was published, otherwise the
    /// project folder above <c>bin</c>.
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
