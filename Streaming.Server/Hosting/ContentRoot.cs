namespace Streaming.Server.Hosting;

/// <summary>
/// Finds the content root: the folder from which the server reads its <c>appsettings.json</c>, and at which relative paths such as
/// <c>Storage:Path</c> start.
/// </summary>
/// <remarks>
/// By default .NET uses the current folder. The server would find no settings there, create a new database, and watch all subfolders for
/// changes.
/// </remarks>
internal static class ContentRoot
{
    private const string Settings = "appsettings.json";
    private const string Project = "Streaming.Server.csproj";

    /// <summary>
    /// Returns the folder of the server program; null if the command line or the environment sets another content root
    /// (<c>--contentRoot</c>, <c>ASPNETCORE_CONTENTROOT</c>).
    /// </summary>
    public static string? Of(string[] args) => IsGiven(args) ? null : Find(AppContext.BaseDirectory);

    /// <summary>
    /// Returns the folder with <c>appsettings.json</c>: the program's own folder if the program was published, otherwise the project folder
    /// above <c>bin</c>.
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
