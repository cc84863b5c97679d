namespace Streaming.Server.Hosting;

/// <summary>
/// Finds the content root: the folder that contains <c>appsettings.json</c>. Relative paths such as <c>Storage:Path</c> are resolved from
/// this folder.
/// </summary>
/// <remarks>
/// By default .NET uses the current folder. If the server is started in another folder than its own, it would find no settings, create a
/// new database, and watch all subfolders for changes. Only a program without a settings file uses the current folder. An example is the
/// tool <c>streaming</c>, because an update deletes the tool's own folder.
/// </remarks>
internal static class ContentRoot
{
    /// <summary>The name of the settings file.</summary>
    public const string Settings = "appsettings.json";

    private const string Project = "Streaming.Server.csproj";

    /// <summary>
    /// Returns the content root: the folder of the server program, or the current folder if the program has no settings file. Returns null
    /// if the command line (<c>--contentRoot</c>) or the environment (<c>ASPNETCORE_CONTENTROOT</c>) already sets the content root.
    /// </summary>
    public static string? Of(string[] args) => IsGiven(args) ? null : Find(AppContext.BaseDirectory) ?? Directory.GetCurrentDirectory();

    /// <summary>
    /// Returns whether the content root is the current folder. This is so if neither the command line nor the environment sets another
    /// folder, and the program has no settings file.
    /// </summary>
    public static bool IsCurrentFolder(string[] args) => !IsGiven(args) && Find(AppContext.BaseDirectory) is null;

    /// <summary>
    /// Returns the folder that contains <c>appsettings.json</c>. For a published program this is the folder of the program; in development
    /// it is the project folder above <c>bin</c>. Returns null if neither folder exists. If the file is a symbolic link, returns the folder
    /// of the link's target. The Debian package uses such a link, because its settings are in <c>/etc/streaming</c>.
    /// </summary>
    internal static string? Find(string program)
    {
        var file = new FileInfo(Path.Combine(program, Settings));
        if (file.LinkTarget is not null)
            return Path.GetDirectoryName(file.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        if (file.Exists)
            return program;
        for (var folder = new DirectoryInfo(program); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Project)))
                return folder.FullName;
        }

        return null;
    }

    private static bool IsGiven(string[] args) => new ConfigurationBuilder()
        .AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables("ASPNETCORE_").AddCommandLine(args)
            .Build()[HostDefaults.ContentRootKey] is { Length: > 0 };
}
